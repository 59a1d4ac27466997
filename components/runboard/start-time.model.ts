import { fromLocalField } from "../runs/runs-filter.model.ts";

/** The moment as a command takes it: absent for now; or why it cannot be taken. */
export function startTimeOf(
  value: string | null,
  now: number,
): { ok: true; available_at?: string } | { ok: false; message: string } {
  if (value === null) return { ok: true };
  const at = fromLocalField(value);
  if (at === null) return { ok: false, message: "Give a date and a time." };
  if (at.getTime() <= now) return { ok: false, message: "This moment has passed." };
  return { ok: true, available_at: at.toISOString() };
}
