/** One condition on a column of a changed row. */
export interface ChangeFilter {
  column: string;
  /** SQL operator; `= any` for lists. */
  operator: string;
  /** Text of the value; of a Postgres array for lists. */
  value: string;
  isList: boolean;
}

const OPERATORS: Record<string, string> = { eq: "=", neq: "<>", lt: "<", lte: "<=", gt: ">", gte: ">=" };
const MAX_LISTED = 100;

/** Reads `column=operator.value`. Throws an error whose text is for the client. */
export function parseFilter(text: string): ChangeFilter {
  const match = /^([^=]+)=([a-z]+)\.(.*)$/s.exec(text);
  const [, column = "", name = "", value = ""] = match ?? [];
  if (!match) throw new Error(`Error parsing \`filter\` params: ${JSON.stringify(text)}`);
  if (name === "in") return { column, operator: "= any", value: listOf(value), isList: true };
  const operator = OPERATORS[name];
  if (!operator) throw new Error(`Error parsing \`filter\` params: unknown operator ${JSON.stringify(name)}`);
  return { column, operator, value, isList: false };
}

/** `(a,"b,c")` as the text of a Postgres array. */
function listOf(text: string): string {
  const inner = /^\((.*)\)$/s.exec(text)?.[1];
  if (inner === undefined) throw new Error("Error parsing `filter` params: in needs a list in parentheses");
  const items = inner.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [];
  if (items.length > MAX_LISTED) throw new Error(`Too many values for \`in\` filter. Maximum ${MAX_LISTED}`);
  return `{${items.map((item) => (item.startsWith('"') ? item : JSON.stringify(item))).join(",")}}`;
}
