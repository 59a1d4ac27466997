import { percentEncoded } from "./percent.ts";

/** Shorter texts are not masked: they would be found everywhere. */
export const shortestForm = 4;

/**
 * The texts under which a secret is recognised: itself, each of its lines, base64 (whatever stands around it), URL-encoded, and quoted
 * as JSON or for a shell. Line breaks are left out: whoever searches skips them, too, and does not mind the case of A to F, because
 * escapes have either.
 */
export function formsOf(value: string): string[] {
  const lines = value.split(/[\r\n]+/).map((line) => line.trim());
  const forms = [value, ...lines, ...base64Of(value), ...percentEncoded(value)];
  forms.push(...jsonOf(value), value.replaceAll("'", "'\\''"));
  const plain = forms.map((form) => form.replaceAll(/[\r\n]/g, "")).filter(({ length }) => length >= shortestForm);
  return [...new Set(plain)];
}

/** For each of the three places in a group at which the secret may begin: the characters that depend on nothing but the secret. */
function base64Of(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const own = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** As it is quoted in JSON; some writers also escape what is no ASCII, slashes, or what would mean something in HTML. */
function jsonOf(value: string): string[] {
  const quoted = JSON.stringify(value).slice(1, -1);
  const ascii = quoted.replaceAll(/[\u0080-\uffff]/g, unicode);
  const escaped = [quoted, ascii].flatMap((form) => [form, form.replaceAll(/[<>&]/g, unicode)]);
  return [...escaped, ...escaped.map((form) => form.replaceAll("/", "\\/"))];
}

const unicode = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
