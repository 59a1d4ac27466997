/** Where to go after signing in: the path asked for, if it is one of this site. */
export function nextPath(asked: string | string[] | undefined): string {
  if (typeof asked !== "string" || !asked.startsWith("/")) return "/";
  const url = new URL(asked, "http://here.invalid");
  return url.origin === "http://here.invalid" ? url.pathname + url.search : "/";
}
