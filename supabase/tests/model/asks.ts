/** What the model's approval steps ask, of whom, and what becomes of them at their deadline. */
import type { Role } from "../../functions/_shared/contracts/api-key.ts";

/** The model's operators; the first does what nobody else is named for. */
export const roles = ["operator", "operator", "admin"] as const satisfies readonly Role[];

export interface Ask {
  roles: readonly ("operator" | "admin")[];
  /** So many have to approve. */
  count: number;
  notRequester: boolean;
  onDeadline: "approve" | "reject" | "fail";
  /** `size`: a number, 3 unless it is said. `ticket`: besides a text that has to be said. */
  input: "none" | "size" | "ticket";
}

const anybody = {
  roles: ["admin", "operator"],
  count: 1,
  notRequester: false,
  onDeadline: "fail",
  input: "none",
} as const;
export const asks = {
  approval: anybody,
  consent: { ...anybody, count: 2, onDeadline: "approve", input: "size" },
  admins: { ...anybody, roles: ["admin"] },
  others: { ...anybody, notRequester: true, onDeadline: "reject" },
  form: { ...anybody, input: "ticket" },
} as const satisfies Record<string, Ask>;
export type ApprovalKind = keyof typeof asks;
export const askOf = (kind: ApprovalKind): Ask => asks[kind];

export type Said = Record<string, string | number>;

/** An input as it stands when it fits, defaults filled in; undefined when it does not fit. */
export function checkedInput(kind: ApprovalKind, said: Said = {}): Said | undefined {
  const { input } = askOf(kind);
  const { size = 3, ticket, ...unknown } = said;
  if (Object.keys(unknown).length > 0) return undefined;
  if (input === "none") return Object.keys(said).length === 0 ? {} : undefined;
  if (typeof size !== "number") return undefined;
  if (input === "size") return ticket === undefined ? { size } : undefined;
  return typeof ticket === "string" ? { size, ticket } : undefined;
}

/** What an approver says: what is asked for, nothing, or what fits no step. */
export type Words = "fitting" | "nothing" | "wrong";
export function inputOf(kind: ApprovalKind, words: Words): Said | undefined {
  if (words === "wrong") return { size: "big" };
  if (words === "nothing") return undefined;
  return { none: undefined, size: { size: 5 }, ticket: { ticket: "T-1" } }[askOf(kind).input];
}
