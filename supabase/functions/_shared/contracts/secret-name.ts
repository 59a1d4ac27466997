import * as z from "zod";

/** Name of a secret of the workers: `OPS_SECRET_<NAME>` in their environment, or a file of this name. */
export const SecretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "must be letters, digits and _, 64 at most");
