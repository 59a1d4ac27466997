/** Where Auth sends people back to after a mail or another site, and where they go from there. */
export function callbackUrl(origin: string, next: string): string {
  const url = new URL("/auth/callback", origin);
  url.searchParams.set("next", next);
  return url.href;
}
