import type { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";

/** What each role may do, in one sentence, the strongest first. */
export const roles: readonly { value: Role; label: string; may: string }[] = [
  {
    value: "admin",
    label: "Admin",
    may: "Everything an operator may, and decides about people, API keys and retention.",
  },
  {
    value: "operator",
    label: "Operator",
    may: "Starts, stops and changes runs, lanes, sessions, templates and schedules.",
  },
  { value: "auditor", label: "Auditor", may: "Sees everything and changes nothing." },
];

export function roleLabel(role: Role): string {
  return roles.find(({ value }) => value === role)?.label ?? role;
}

export function isRole(value: string): value is Role {
  return roles.some((role) => role.value === value);
}
