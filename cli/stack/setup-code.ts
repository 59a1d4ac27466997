/** `npm run setup-code`: makes the one-time code that makes the first admin, and prints it. Needs OPS_DATABASE_URL (role postgres). */
import { asOwner } from "../../lib/setup/inspect.ts";

const url = process.env.OPS_DATABASE_URL;
if (!url) {
  console.error("OPS_DATABASE_URL is not set: the database's address, role postgres.");
  process.exit(2);
}
try {
  const [row] = await asOwner(url, (sql) => sql`select private.new_setup_code() as code`);
  // The code alone on the standard output; who may read this terminal owns the database.
  console.log(String(row?.code));
  console.error("Enter it at /setup. It is valid for an hour, once; a new one ends it.");
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
