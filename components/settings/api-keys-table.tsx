"use client";
import { useNow } from "../status/clock.tsx";
import { Age, Until } from "../status/time.tsx";
import type { ApiKeyView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { ActionsHead, Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { apiKeyState, limitsText, type Place } from "./api-key.model.ts";

export interface ApiKeysTableProps {
  keys: readonly ApiKeyView[];
  places: readonly Place[];
  /** Why this person may not; null: they may. */
  whyNot: string | null;
  onRevoke: (key: ApiKeyView) => void;
}

/** The credentials of workers and scripts. On a phone the lesser columns leave. */
export function ApiKeysTable({ keys, places, whyNot, onRevoke }: ApiKeysTableProps) {
  const now = useNow();
  return (
    <Table aria-label="API keys">
      <thead>
        <tr>
          <TableHead className="max-sm:w-full">Name</TableHead>
          <TableHead className="hidden w-full sm:table-cell">Scopes</TableHead>
          <TableHead className="hidden lg:table-cell">Limited to</TableHead>
          <TableHead className="hidden text-right sm:table-cell">Last used</TableHead>
          <TableHead className="hidden text-right md:table-cell">Ends</TableHead>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => {
          const state = apiKeyState(key, now);
          return (
            <TableRow key={key.id} data-key={key.name}>
              <TableCell className="min-w-36 max-w-64">
                <span className="block truncate pt-1.5 font-medium">{key.name}</span>
                <span className="flex items-center gap-2 pb-1.5 font-mono text-muted text-sm">
                  {key.hint}…
                  {state !== "live" && (
                    <Badge tone={state === "expired" ? "warn" : "neutral"}>
                      {state === "expired" ? "Expired" : "Revoked"}
                    </Badge>
                  )}
                </span>
                <span className="wrap-anywhere block pb-1.5 text-muted text-sm sm:hidden">{key.scopes.join(", ")}</span>
              </TableCell>
              <TableCell className="hidden sm:table-cell">
                <ul aria-label="Scopes" className="flex flex-wrap gap-1 py-1">
                  {key.scopes.map((scope) => (
                    <li key={scope} className="flex">
                      <Badge>{scope}</Badge>
                    </li>
                  ))}
                </ul>
              </TableCell>
              <TableCell className="hidden max-w-56 text-muted lg:table-cell">
                {limitsText(key, places) ?? <span className="whitespace-nowrap">Not limited</span>}
              </TableCell>
              <TableCell className="hidden whitespace-nowrap text-right text-muted sm:table-cell">
                {key.last_used_at === null ? "Never" : <Age at={key.last_used_at} />}
              </TableCell>
              <TableCell className="hidden whitespace-nowrap text-right text-muted md:table-cell">
                {state === "live" ? (
                  key.expires_at === null ? (
                    "Never"
                  ) : (
                    <>
                      in <Until at={key.expires_at} />
                    </>
                  )
                ) : (
                  "–"
                )}
              </TableCell>
              <TableCell className="w-0 text-right">
                {state === "live" && (
                  <Button
                    size="sm"
                    variant="danger"
                    whyNot={whyNot}
                    aria-label={`Revoke ${key.name}`}
                    onClick={() => onRevoke(key)}
                  >
                    Revoke
                  </Button>
                )}
              </TableCell>
            </TableRow>
          );
        })}
      </tbody>
    </Table>
  );
}
