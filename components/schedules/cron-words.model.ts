import cronstrue from "cronstrue";

/** A cron in words, `At 06:30, Monday through Friday`; null where it is not one. */
export function cronWords(cron: string): string | null {
  try {
    const words = cronstrue.toString(cron, { use24HourTimeFormat: true });
    return /^At \d+:\d+$/.test(words) ? `${words}, every day` : words;
  } catch {
    return null;
  }
}
