/**
 * lite reads the value of a filter as a number, a truth value, `null` or `unknown` where it looks like one, so that `version=eq.1.10` would look for
 * 1.1. Quoted, it is taken as it is written; so values that would change are quoted here.
 */
const COMPARISON = /^((?:not\.)?(?:eq|neq|gt|gte|lt|lte|isdistinct)\.)(.+)$/s;
const LIST = /^((?:not\.)?in\.\()(.*)(\))$/s;
const LIST_ITEM = /"(?:[^"\\]|\\.)*"|[^,]+/g;
const IN_TREE = /(\.(?:eq|neq|gt|gte|lt|lte|isdistinct)\.)([^,()"]+)(?=[,)])/g;
const TREE = /^(.*\.)?(not\.)?(and|or)$/;
const NOT_FILTERS = new Set(["select", "order", "limit", "offset", "on_conflict", "columns"]);

/** The address with filter values quoted where lite would misread them. */
export function exactFilters(address: string): string {
  const url = new URL(address);
  const parameters = [...url.searchParams].map(([name, value]): [string, string] => [name, exact(name, value)]);
  url.search = new URLSearchParams(parameters).toString();
  return url.href;
}

function exact(name: string, value: string): string {
  if (NOT_FILTERS.has(name)) return value;
  if (TREE.test(name)) return value.replace(IN_TREE, (_all, operator: string, text: string) => operator + quoted(text));
  const list = LIST.exec(value);
  if (list) {
    const [, start = "", items = "", end = ""] = list;
    return start + items.replace(LIST_ITEM, (item) => (item.startsWith('"') ? item : quoted(item))) + end;
  }
  const comparison = COMPARISON.exec(value);
  if (!comparison) return value;
  const [, operator = "", text = ""] = comparison;
  // lite takes quotes around a lone value off, where PostgREST has them belong to it.
  return operator + (/^".*"$/s.test(text) ? `"${text}"` : quoted(text));
}

function quoted(text: string): string {
  return isMisread(text) ? `"${text}"` : text;
}

function isMisread(text: string): boolean {
  if (text !== text.trim()) return true;
  if (text !== "" && Number.isFinite(Number(text))) return String(Number(text)) !== text;
  return /^(null|not_null|unknown|true|false)$/i.test(text);
}
