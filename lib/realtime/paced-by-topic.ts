import { paced } from "./paced.ts";

/** Topics that say only "something changed" are sent at most this often, in ms; what changes meanwhile is not said again. */
const throttleMs = 1_000;

/** As `paced`, for hints of a throttled topic: after the last one it looks once more, at what changed while the topic was silent. */
export function pacedByTopic(work: () => Promise<unknown>, everyMs: number) {
  const { hint, stop } = paced(work, everyMs);
  let later: ReturnType<typeof setTimeout> | null = null;
  const forget = () => {
    if (later !== null) clearTimeout(later);
  };
  return {
    hint(isUrgent: boolean): void {
      hint(isUrgent);
      forget();
      later = setTimeout(() => hint(false), throttleMs + 200);
    },
    stop(): void {
      forget();
      stop();
    },
  };
}
