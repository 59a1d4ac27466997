import { invalidKey } from "./errors.ts";

/** The characters that Storage allows in the name of an object. */
const ALLOWED = /^[\w/!\-.*'() &$@=;:+,?]+$/;
const MAX_BYTES = 1_024;

/** Throws InvalidKey for a name that is empty, too long, or would lead out of its bucket. */
export function checkName(name: string): string {
  const isPlain = name
    .split("/")
    .every((segment) => segment !== "" && segment !== "." && segment !== ".." && segment.trim() !== "");
  if (!isPlain || !ALLOWED.test(name) || Buffer.byteLength(name) > MAX_BYTES) throw invalidKey(name);
  return name;
}

/** Bucket and object of `<prefix><bucket>/<name>`, decoded and checked. Throws InvalidKey. */
export function objectOfPath(pathname: string, prefix: string): { bucket: string; name: string } {
  const rest = pathname.slice(prefix.length);
  const slash = rest.indexOf("/");
  if (slash < 1) throw invalidKey(rest);
  return { bucket: decode(rest.slice(0, slash)), name: checkName(decode(rest.slice(slash + 1))) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidKey(text);
  }
}
