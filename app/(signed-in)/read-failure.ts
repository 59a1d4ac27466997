import { ReadError } from "../../lib/query/read.ts";

/** A failed read as an error state shows it. */
export function readFailure(error: unknown): { title: string; message?: string; remedy: string } {
  if (error instanceof ReadError) return { title: error.message, remedy: error.remedy };
  return {
    title: "This could not be loaded",
    ...(error instanceof Error && { message: error.message }),
    remedy: "Try again; if it persists, look into the server's logs.",
  };
}
