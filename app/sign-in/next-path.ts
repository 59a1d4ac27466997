/** Where to go after signing in: the path asked for, if it is one of this site. A file leads to the page that it is taken from. */
export function nextPath(asked: string | string[] | undefined): string {
  if (typeof asked !== "string" || !asked.startsWith("/")) return "/";
  const url = new URL(asked, "http://here.invalid");
  url.pathname = url.pathname.replace(/^(\/runs\/\d+)\/log$|^(\/audit)\/export$/, "$1$2");
  return url.origin === "http://here.invalid" ? url.pathname + url.search : "/";
}
