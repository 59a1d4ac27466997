import { withFieldOrder } from "./field-order.ts";
import { limits } from "./limits.ts";
import { compileParameterSchema, faultsOf } from "./parameters.ts";
import { jsonObject } from "./text.ts";

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
  .transform(withFieldOrder);
