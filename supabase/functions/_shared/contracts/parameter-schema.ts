import { withFieldOrder } from "./field-order.ts";
import { limits } from "./limits.ts";
import { compileParameterSchema, faultsOf } from "./parameters.ts";
import { jsonBytes, jsonObject } from "./text.ts";

/** Refused at publishing time, so that no run ever meets a schema that cannot be checked. Keeps the order of its fields. */
export const ParameterSchema = jsonObject(limits.parametersBytes)
  .superRefine((schema, context) => {
    try {
      compileParameterSchema(schema);
    } catch (error) {
      const message = error instanceof Error ? error.message : "cannot be used";
      const faults = faultsOf(schema);
      for (const fault of faults.length > 0 ? faults : [{ path: [], message }]) {
        context.addIssue({ code: "custom", ...fault });
      }
    }
  })
  .transform(withFieldOrder)
  // Once more, as it is kept: who reads it back takes no more either.
  .refine((schema) => jsonBytes(schema) <= limits.parametersBytes, {
    message: `must be at most ${limits.parametersBytes} bytes of JSON with the order of its properties`,
  });
