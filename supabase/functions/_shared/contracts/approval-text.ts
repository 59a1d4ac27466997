import type { Approval } from "./approval.ts";

/** What becomes of an approval that nobody decides before its deadline. */
export const deadlineTexts: Readonly<Record<Approval["on_deadline"], string>> = {
  approve: "it counts as approved",
  reject: "it counts as rejected",
  fail: "the run fails",
};

const roleWords: Readonly<Record<string, string>> = { api_key: "API key" };

/** `admin or API key`: who may decide, in the order in which the step names them. */
export const rolesText = (roles: readonly string[]): string =>
  roles.map((role) => roleWords[role] ?? role).join(" or ");

/** Who may decide, and how many have to: `2 people of the role admin or operator, not who asked for the run`. */
export function decidersText({
  roles,
  min_count,
  not_requester,
}: Pick<Approval, "roles" | "min_count" | "not_requester">): string {
  const who = `${min_count === 1 ? "1 person" : `${min_count} people`} of the role ${rolesText(roles)}`;
  return not_requester ? `${who}, not who asked for the run` : who;
}
