import type postgres from "postgres";

/** A deliberate mistake in one SQL function, made by replacing parts of its text. */
export interface PlantedFault {
  /** Without schema: it is in `private`. */
  functionName: string;
  /** What to replace and by what. Each must occur exactly once, so that a fault never quietly fails to be planted. */
  replace: readonly (readonly [from: string, to: string])[];
}

/** The text of the one function of that name in `private`. */
export async function definitionOf(sql: postgres.Sql, functionName: string): Promise<string> {
  const [row, ...others] = await sql<{ definition: string }[]>`
    select pg_get_functiondef(p.oid) as definition
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'private' and p.proname = ${functionName}`;
  if (!row || others.length > 0) throw new Error(`there is not one function private.${functionName}`);
  return row.definition;
}

/**
 * Plants a fault in a test's own database, as the owner of its functions. Throws when a text to replace is not there once. What it returns
 * puts the function back as it was.
 */
export async function plantFault(
  sql: postgres.Sql,
  { functionName, replace }: PlantedFault,
): Promise<() => Promise<void>> {
  const original = await definitionOf(sql, functionName);
  let definition = original;
  for (const [from, to] of replace) {
    const parts = definition.split(from);
    if (parts.length !== 2) throw new Error(`private.${functionName} has ${parts.length - 1} times: ${from}`);
    definition = parts.join(to);
  }
  await sql.unsafe(definition);
  return async () => {
    await sql.unsafe(original);
  };
}
