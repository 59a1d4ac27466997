import type { OperatorView } from "../types.ts";

/** The members by name, deactivated ones marked; whoever is no operator any more has no name. */
export function membersOf(operators: readonly OperatorView[], memberIds: readonly string[]) {
  const named = memberIds.map((user_id) => {
    const operator = operators.find((candidate) => candidate.user_id === user_id);
    if (operator === undefined) return { user_id, name: "Somebody without a role" };
    return {
      user_id,
      name: operator.disabled_at === null ? operator.display_name : `${operator.display_name}, deactivated`,
    };
  });
  return named.sort((one, other) => one.name.localeCompare(other.name));
}

/** Who can become a member: active operators who are none and would not see it anyhow. */
export function candidates(operators: readonly OperatorView[], memberIds: readonly string[]): OperatorView[] {
  return operators.filter(
    ({ user_id, disabled_at, role }) => role === "operator" && disabled_at === null && !memberIds.includes(user_id),
  );
}
