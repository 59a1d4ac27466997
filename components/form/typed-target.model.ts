/** What is wrong with what was typed; null: it is the target. */
export function mistyped(typed: string, target: string): string | null {
  return typed.trim() === target ? null : `Type ${target} to show that you mean it.`;
}
