/** The sessions whose names have every word of what was typed, in their order; all of them where nothing was. */
export function matchingSessions<Session extends { name: string }>(
  sessions: readonly Session[],
  text: string,
): Session[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return sessions.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}
