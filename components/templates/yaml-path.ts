/** Where the cursor stands in a template's YAML, told by indentation alone, because a text that is being written is seldom YAML. */
export interface YamlPlace {
  /** Keys and, for entries of lists, `-`, from the top to where the cursor is. */
  path: string[];
  /** What is being typed: a key, or the value of the path's last key. */
  what: "key" | "value";
  /** Offset at which it begins. */
  from: number;
  /** Keys that stand beside it, with their values where these are on the same line. */
  siblings: ReadonlyMap<string, string>;
}

interface Line {
  indent: number;
  /** The line begins an entry of a list, at this indentation. */
  dash: number | null;
  key: string | null;
  value: string;
}

const LineForm = /^(\s*)((?:- +)*)(?:([\w$-]+|"[^"]*"):(?: +|$))?(.*)$/;

function parse(text: string): Line {
  const [, space = "", dashes = "", key, value = ""] = LineForm.exec(text.replace(/^(\s*)-$/, "$1- ")) ?? [];
  return {
    indent: space.length + dashes.length,
    dash: dashes === "" ? null : space.length,
    key: key?.replaceAll('"', "") ?? null,
    value: value.trim(),
  };
}

const isBlank = (text: string) => /^\s*(#.*)?$/.test(text);
const opensBlock = (line: Line) => line.key !== null && /^[|>][+-]?\d*$/.test(line.value);

/** Null where nothing can be proposed: in comments, in block texts, behind a finished value. */
export function placeIn(text: string, offset: number): YamlPlace | null {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const typed = text.slice(start, offset);
  if (/(^|\s)#/.test(typed)) return null;
  const before = text.slice(0, start).split("\n").slice(0, -1);
  const current = parse(typed);
  const ancestors = ancestorsOf(before, current);
  if (ancestors.some(({ line }) => opensBlock(line))) return null;
  const path = ancestors
    .toReversed()
    .flatMap(({ line, entry }) => [...(entry ? ["-"] : []), ...(line.key === null ? [] : [line.key])]);
  const own = current.dash === null ? path : [...path, "-"];
  const siblings = siblingsOf(text.split("\n"), before.length, current);
  if (current.key !== null) {
    if (/\s/.test(current.value)) return null;
    return { path: [...own, current.key], what: "value", from: offset - current.value.length, siblings };
  }
  if (!/^[\w$-]*$/.test(current.value)) return null;
  return { path: own, what: "key", from: offset - current.value.length, siblings };
}

/** The lines that hold the current one, nearest first; `entry`: it is, or stands in, an entry of the list under the next one. */
function ancestorsOf(before: readonly string[], current: Line): { line: Line; entry: boolean }[] {
  const found: { line: Line; entry: boolean }[] = [];
  let limit = current.dash ?? current.indent;
  // A key of an entry whose dash is on an earlier line.
  let seekDash = current.dash === null;
  for (const text of before.toReversed()) {
    if (isBlank(text)) continue;
    const line = parse(text);
    if (line.dash !== null && seekDash && line.indent === limit && line.dash < limit) {
      found.push({ line: { ...line, key: null }, entry: true });
      limit = line.dash;
      seekDash = false;
      continue;
    }
    // YAML lets a list stand at the indentation of its key.
    const holds =
      line.indent < limit || (!seekDash && line.dash === null && line.indent === limit && line.value === "");
    if (!holds || line.key === null) continue;
    found.push({ line, entry: line.dash !== null });
    limit = line.dash ?? line.indent;
    seekDash = line.dash === null;
    if (limit === 0 && line.dash === null) break;
  }
  return found;
}

function siblingsOf(lines: readonly string[], at: number, current: Line): Map<string, string> {
  const siblings = new Map<string, string>();
  const collect = (texts: readonly string[], stopAtDash: boolean) => {
    for (const text of texts) {
      if (isBlank(text)) continue;
      const line = parse(text);
      if (line.indent < current.indent || (line.dash !== null && line.indent === current.indent && !stopAtDash)) return;
      if (line.indent === current.indent && line.key !== null) siblings.set(line.key, line.value);
      if (line.dash !== null && line.indent === current.indent) return;
    }
  };
  if (current.dash === null) collect(lines.slice(0, at).toReversed(), true);
  collect(lines.slice(at + 1), false);
  return siblings;
}
