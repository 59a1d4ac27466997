import type { Sql, TransactionSql } from "postgres";
import { AuthError, validationFailed } from "./errors.ts";

const MIN_LENGTH = 6;
/** Bcrypt reads no more bytes than these. */
const MAX_BYTES = 72;
const COST = 10;
/** What a password is compared with when there is no such user, so that both cases take as long. */
const NOBODY = "$2a$10$7EqJtq98hPqEX7fNZaFWoO";

/** Throws AuthError when a new password is too short or too long. */
export function checkPassword(password: string): void {
  if (Buffer.byteLength(password) > MAX_BYTES) {
    throw validationFailed(`Password cannot be longer than ${MAX_BYTES} characters`);
  }
  if ([...password].length >= MIN_LENGTH) return;
  const message = `Password should be at least ${MIN_LENGTH} characters.`;
  throw new AuthError(422, "weak_password", message, { weak_password: { message, reasons: ["length"] } });
}

/** The bcrypt hash of a password. */
export async function hashPassword(sql: Sql | TransactionSql, password: string): Promise<string> {
  const [row] = await sql<{ hash: string }[]>`
    select extensions.crypt(${password}, extensions.gen_salt('bf', ${COST}::int)) as hash`;
  if (!row) throw new Error("no hash");
  return row.hash;
}

/** Whether the password belongs to the hash. Takes as long for a user who does not exist (null). */
export async function passwordMatches(sql: Sql | TransactionSql, password: string, hash: string | null) {
  const [row] = await sql<{ same: boolean }[]>`
    select extensions.crypt(${password}, ${hash || NOBODY}) = ${hash ?? ""} as same`;
  return row?.same === true && Boolean(hash);
}
