import { shared } from "../shared.ts";
import { type ExpectedSchema, readSchema } from "./migrations.ts";

const read = shared<{ schema: Promise<ExpectedSchema> | null }>("schema", () => ({ schema: null }));

/** What this server's code expects, read once. It runs in the repository's root. */
export function expectedSchema(): Promise<ExpectedSchema> {
  read.schema ??= readSchema(process.cwd());
  return read.schema;
}
