/** Cache keys of chats. */
export const chatKeys = {
  messages: (sessionId: number) => ["chat", "messages", sessionId] as const,
  runs: (runIds: readonly number[]) => ["chat", "runs", runIds] as const,
};
