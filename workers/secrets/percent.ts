/**
 * What encoders leave as it is beside letters and digits. A form's fields, RFC 3986, the same for a path (Python), `encodeURIComponent`,
 * and `encodeURI`.
 */
const kept = ["*-._", "-._~", "-._~/", "-._~!'()*", "-._~!'()*;,/?:@&=+$#"];
/** What a URL's parser encodes of ASCII beside control characters: in a fragment, in a query, in a path, and before the host. */
const encoded = [' "<>`', ' "#<>', " \"#<>'", ' "#<>?`{}', ' "#<>?`{}^', ' "#<>?`{}^/:;=@[\\]|'];

/** A text as it may stand in an address or a form. In which case the digits of its escapes are is left to whoever searches. */
export function percentEncoded(value: string): string[] {
  const bytes = [...Buffer.from(value)];
  const forms = kept.flatMap((chars) => {
    const text = encode(bytes, (char) => /[A-Za-z0-9]/.test(char) || chars.includes(char));
    return [text, text.replaceAll("%20", "+")];
  });
  return [...forms, ...encoded.map((chars) => encode(bytes, (char) => char >= " " && !chars.includes(char)))];
}

function encode(bytes: readonly number[], keeps: (char: string) => boolean): string {
  const units = Array.from({ length: 256 }, (_, byte) => {
    const char = String.fromCharCode(byte);
    return byte < 0x7f && keeps(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return bytes.map((byte) => units[byte]).join("");
}
