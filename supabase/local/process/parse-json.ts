/** JSON, or null when the text is none: a file may be half written when it is read. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
