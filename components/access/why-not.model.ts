import type { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";

/** What a control takes to be pressed: to change things, or to decide about people, keys and retention. */
export type Right = "write" | "administer";

const rights: Readonly<Record<Role, readonly Right[]>> = {
  admin: ["write", "administer"],
  operator: ["write"],
  auditor: [],
};

/** Why this role may not; null: it may. The sentence that a disabled control says. Row level security and commands decide, this only tells. */
export function whyNot(role: Role, right: Right): string | null {
  if (rights[role].includes(right)) return null;
  if (right === "administer") return "Only an admin may do this. Ask one to do it, or to change your role.";
  return "Your role reads only. An admin can make you an operator.";
}

/** The same for what belongs to a session, which changes no more once it is archived. */
export function whyNotInSession(role: Role, archived: boolean): string | null {
  return whyNot(role, "write") ?? (archived ? "This session is archived. Reopen it first." : null);
}
