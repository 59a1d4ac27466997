import type { PostgrestError, PostgrestSingleResponse } from "@supabase/supabase-js";
import type { z } from "zod";
import { isSchemaError, suspectSchema } from "./schema-gone.ts";

/** A read that failed, with what to do next in one sentence. */
export class ReadError extends Error {
  readonly remedy: string;
  /** PostgREST's code, or null when no answer came. */
  readonly code: string | null;

  constructor(message: string, remedy: string, code: string | null, cause?: unknown) {
    super(message, { cause });
    this.name = "ReadError";
    this.remedy = remedy;
    this.code = code;
  }
}

type Answer = PostgrestSingleResponse<unknown> & { count?: number | null };

/** The rows of a query, parsed. Throws `ReadError`. */
export async function read<Schema extends z.ZodType>(
  query: PromiseLike<Answer>,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { data } = await readWithCount(query, schema);
  return data;
}

/** As `read`, with the number of rows there are in all when the query asked for it. */
export async function readWithCount<Schema extends z.ZodType>(
  query: PromiseLike<Answer>,
  schema: Schema,
): Promise<{ data: z.output<Schema>; count: number | null }> {
  const answer = await query;
  if (answer.error) throw readErrorOf(answer.error, answer.status);
  const parsed = schema.safeParse(answer.data);
  if (!parsed.success) {
    const remedy = "Reload the page; if it persists, the database and this page are of different versions.";
    throw new ReadError("The database's answer has an unexpected form", remedy, null, parsed.error);
  }
  return { data: parsed.data, count: answer.count ?? null };
}

function readErrorOf(error: PostgrestError, status: number): ReadError {
  if (status === 0) {
    return new ReadError(
      "The server cannot be reached",
      "It is tried again by itself; check that it runs.",
      null,
      error,
    );
  }
  if (status === 401) return new ReadError("Your session has ended", "Sign in again.", error.code, error);
  if (status === 403) return new ReadError("You may not see this", "Ask an admin for access.", error.code, error);
  if (isRefusal(error.code))
    return new ReadError(error.message, "Check the address, or ask an admin.", error.code, error);
  if (isSchemaError(error.code)) {
    suspectSchema();
    return new ReadError(
      "The database is not set up for this version",
      "The setup says what is missing.",
      error.code,
      error,
    );
  }
  return new ReadError(error.message, "Try again; if it persists, look into the server's logs.", error.code, error);
}

/** Whether our own function said no, and why in its message. */
function isRefusal(code: string): boolean {
  return code.startsWith("OC");
}

/** Whether trying again by itself makes sense. */
export function isLasting(error: unknown): boolean {
  return (
    error instanceof ReadError &&
    error.code !== null &&
    (isRefusal(error.code) || /^(42|22|PGRST[123])/.test(error.code))
  );
}
