const token =
  /\s*(?:([{}[\],:])|("(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|((?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])))/uy;

type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or end";

/** Where a text stops being JSON, e.g. `line 2 column 5`. The engines' own messages do not always say, and quote the text. */
export function jsonErrorPosition(text: string): string {
  const offset = Math.min(errorOffset(text), text.length);
  const before = text.slice(0, offset).split("\n");
  return `line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function errorOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected = "value";
  token.lastIndex = 0;
  for (;;) {
    const start = token.lastIndex;
    const offset = start + (/^\s*/.exec(text.slice(start, start + 10_000))?.[0].length ?? 0);
    const match = token.exec(text);
    if (match === null) return offset;
    const next = follow(expected, match[1], match[2] !== undefined, open);
    if (next === undefined) return offset;
    expected = next;
  }
}

/** What may stand after this token, or undefined when the token itself may not stand here. Keeps `open` up to date. */
function follow(expected: Expected, mark: string | undefined, isString: boolean, open: string[]): Expected | undefined {
  const isValue = expected.startsWith("value");
  if (mark === undefined) {
    if (isValue) return ", or end";
    return isString && expected.startsWith("key") ? ":" : undefined;
  }
  if (mark === "{" || mark === "[") {
    open.push(mark);
    if (!isValue) return undefined;
    return mark === "{" ? "key or }" : "value or ]";
  }
  if (mark === ":") return expected === ":" ? "value" : undefined;
  if (expected === ", or end" && mark === ",") {
    if (open.length === 0) return undefined;
    return open.at(-1) === "{" ? "key" : "value";
  }
  const opened = open.pop();
  const fits = mark === "}" ? opened === "{" : opened === "[";
  return fits && (expected === ", or end" || expected.endsWith(mark)) ? ", or end" : undefined;
}
