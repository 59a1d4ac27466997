/** Remembers a choice in this browser for a year, where the server finds it, too: the first paint is right already. */
export function keepInCookie(name: string, choice: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we support
  document.cookie = `${name}=${choice}; path=/; max-age=31536000; samesite=lax`;
}

/** What is remembered now, by whichever window. */
export function keptInCookie(name: string): string | undefined {
  const start = `${name}=`;
  return document.cookie
    .split("; ")
    .find((cookie) => cookie.startsWith(start))
    ?.slice(start.length);
}
