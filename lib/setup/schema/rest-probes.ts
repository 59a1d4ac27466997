import type { RestProbe } from "../gateway.ts";
import type { ExpectedSchema } from "./migrations.ts";
import { kindOf, objectsOf, parametersOf } from "./objects.ts";

/**
 * How to ask REST for each thing that it serves: tables, views and functions of `public`. It knows a function by the names of its parameters,
 * and calls it in a transaction that only reads.
 */
export function restProbes({ migrations }: ExpectedSchema): RestProbe[] {
  const statements = migrations.flatMap((migration) => migration.statements);
  return statements.flatMap((statement) =>
    objectsOf(statement).flatMap((object) => {
      const [, name] = /^\w+ public\.(\w+)$/.exec(object) ?? [];
      if (name === undefined) return [];
      const kind = kindOf(object);
      if (kind === "table" || kind === "view") return [{ object, path: `${name}?limit=0` }];
      if (kind !== "function") return [];
      return [
        {
          object,
          path: `rpc/${name}?${parametersOf(statement)
            .map((parameter) => `${parameter}=`)
            .join("&")}`,
        },
      ];
    }),
  );
}
