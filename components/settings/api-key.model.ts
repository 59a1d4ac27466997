import { Scope } from "../../supabase/functions/_shared/contracts/api-key.ts";
import type { ApiKeyView } from "../types.ts";

/** What each scope lets a key do, in words; the usual ones first. */
export const scopes: readonly { scope: Scope; may: string }[] = [
  { scope: "runs.work", may: "Work: claim runs and report on them. For workers" },
  { scope: "runs.read", may: "See runs, logs, sessions, schedules and workers" },
  { scope: "runs.write", may: "Start, cancel, retry and move runs; schedules; approvals" },
  { scope: "lanes.write", may: "Pause, resume and shape lanes" },
  { scope: "sessions.write", may: "Create, rename and archive sessions; their members" },
  { scope: "templates.write", may: "Publish templates" },
  { scope: "workers.write", may: "Drain and remove workers" },
  { scope: "retention.write", may: "Change how long logs are kept" },
  { scope: "keys.write", may: "Create and revoke API keys" },
];

export function isScope(value: string): value is Scope {
  return Scope.safeParse(value).success;
}

export type ApiKeyState = "live" | "revoked" | "expired";

/** Whether a key works now (ms since the epoch). */
export function apiKeyState(
  { revoked_at, expires_at }: Pick<ApiKeyView, "revoked_at" | "expires_at">,
  now: number,
): ApiKeyState {
  if (revoked_at !== null) return "revoked";
  return expires_at !== null && Date.parse(expires_at) <= now ? "expired" : "live";
}

/** How long a key may live; null: until it is revoked. */
export const lifetimes: readonly { days: number | null; label: string }[] = [
  { days: null, label: "Until revoked" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "1 year" },
];

/** When a key that is made now ends. */
export function expiryOf(days: number | null, now: number): string | null {
  return days === null ? null : new Date(now + days * 86_400_000).toISOString();
}

export interface Place {
  id: number;
  name: string;
  lanes: readonly { id: number; name: string }[];
}

/** What a key is limited to, in words; null where it is not. A place that the reader cannot see has its number. */
export function limitsText(
  { session_ids, lane_ids }: Pick<ApiKeyView, "session_ids" | "lane_ids">,
  places: readonly Place[],
): string | null {
  const sessions = session_ids.map((id) => places.find((place) => place.id === id)?.name ?? `session ${id}`);
  const lanes = lane_ids.map((id) => {
    const place = places.find((candidate) => candidate.lanes.some((lane) => lane.id === id));
    const lane = place?.lanes.find((candidate) => candidate.id === id);
    return lane === undefined ? `lane ${id}` : `${place?.name} / ${lane.name}`;
  });
  const parts = [...sessions, ...lanes];
  return parts.length === 0 ? null : parts.join(", ");
}

/** How a new key is used first, without the key in the shell's history or in a list of processes. */
export function exampleCommand(chosen: readonly string[], executorUrl: string): string {
  const use = chosen.includes("runs.work") ? "npm run worker" : "npm run ops -- runs list";
  return [`read -rs OPS_API_KEY && export OPS_API_KEY  # paste the key, Enter`, `OPS_URL=${executorUrl} ${use}`].join(
    "\n",
  );
}
