/** A word of a line, as typed from `start` to before `end`. */
export interface Token {
  /** Without its quotation marks. */
  text: string;
  /** Of `key=value`; null for any other word. */
  key: string | null;
  /** What stands behind the `=`; the whole text of a word without one. */
  value: string;
  start: number;
  end: number;
}

export interface Tokens {
  tokens: Token[];
  /** A quotation mark was not closed. */
  open: boolean;
}

const keyed = /^([A-Za-z_][\w.-]*)=/;

/** Splits a line at blanks. Double quotes keep blanks together; inside them `\"` and `\\` stand for themselves. */
export function tokensOf(line: string): Tokens {
  const tokens: Token[] = [];
  let open = false;
  let at = 0;
  while (at < line.length) {
    if (/\s/.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    let text = "";
    let quoted = false;
    while (at < line.length && (quoted || !/\s/.test(line.charAt(at)))) {
      const char = line.charAt(at);
      const next = line.charAt(at + 1);
      if (char === '"') quoted = !quoted;
      else if (quoted && char === "\\" && (next === '"' || next === "\\")) {
        text += next;
        at += 1;
      } else text += char;
      at += 1;
    }
    open = quoted;
    const key = keyed.exec(line.slice(start, at))?.[1] ?? null;
    tokens.push({ text, key, value: key === null ? text : text.slice(key.length + 1), start, end: at });
  }
  return { tokens, open };
}

/** A text as one word of a line: in quotation marks where it would fall apart, or be taken for something else. */
export function quoted(text: string): string {
  if (text !== "" && !/[\s"\\=]/.test(text)) return text;
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
