import * as z from "zod";
import { Role } from "./api-key.ts";
import { Instant, Uuid } from "./ids.ts";

/** A person who may use the control room, or might before they were deactivated. */
export const Operator = z.object({
  user_id: Uuid,
  display_name: z.string(),
  role: Role,
  disabled_at: Instant.nullable(),
});
export type Operator = z.infer<typeof Operator>;
export const OperatorOutput = z.object({ operator: Operator });

export const SetOperatorRoleInput = z.strictObject({ user_id: Uuid, role: Role });
/** From the next request on they see and may do nothing; what they started goes on. */
export const DeactivateOperatorInput = z.strictObject({ user_id: Uuid });
/** Gives back the role that they had. */
export const ReactivateOperatorInput = z.strictObject({ user_id: Uuid });
