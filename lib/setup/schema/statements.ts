/** What may hide a semicolon, and what ends a statement. Strings double their quotes, so that two of them in a row are as good as one. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'[^']*'|"[^"]*"|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|\bbegin\s+atomic\b|\bcase\b|\bend\b|;/gi;

/** The statements of an SQL text, without what stands between them. Knows what our migrations are written in, not all of SQL. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let from = 0;
  // Inside a body in standard SQL (`begin atomic ... end`) semicolons end nothing; `case` has an `end`, too.
  let depth = 0;
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    const word = token.toLowerCase();
    if (word.startsWith("begin") || (word === "case" && depth > 0)) depth += 1;
    else if (word === "end" && depth > 0) depth -= 1;
    else if (word === ";" && depth === 0) {
      statements.push(sql.slice(from, index));
      from = index + 1;
    }
  }
  statements.push(sql.slice(from));
  return statements.map(withoutLeadingComments).filter((statement) => statement !== "");
}

function withoutLeadingComments(statement: string): string {
  return statement.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, "").trimEnd();
}
