import * as z from "zod";
import { errorCodes } from "./error-table.ts";

export { errorKind, errorOfSqlstate, errors } from "./error-table.ts";

export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** Body of every response that is not 2xx. */
export const ErrorBody = z.object({
  error: z.object({ code: ErrorCode, message: z.string(), remedy: z.string(), request_id: z.string() }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
