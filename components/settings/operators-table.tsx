"use client";
import { Age } from "../status/time.tsx";
import type { OperatorView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { ActionsHead, Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { roleLabel } from "./role.model.ts";

export interface OperatorsTableProps {
  operators: readonly OperatorView[];
  /** The reader. */
  me: string;
  /** Why this person may not; null: they may. */
  whyNot: string | null;
  onChangeRole: (operator: OperatorView) => void;
  onDeactivate: (operator: OperatorView) => void;
  onReactivate: (operator: OperatorView) => void;
}

/** Everybody who has or had a role. */
export function OperatorsTable(props: OperatorsTableProps) {
  const { operators, me, whyNot, onChangeRole, onDeactivate, onReactivate } = props;
  return (
    <Table aria-label="Operators">
      <thead>
        <tr>
          <TableHead className="w-full">Name</TableHead>
          <TableHead>Role</TableHead>
          <TableHead className="hidden text-right sm:table-cell">Joined</TableHead>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {operators.map((operator) => (
          <TableRow key={operator.user_id} data-operator={operator.display_name}>
            <TableCell className="max-w-0">
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1.5">
                <span className="max-w-full truncate font-medium">{operator.display_name}</span>
                {operator.user_id === me && <Badge>You</Badge>}
                {operator.disabled_at !== null && <Badge tone="warn">Deactivated</Badge>}
              </span>
            </TableCell>
            <TableCell className="whitespace-nowrap">{roleLabel(operator.role)}</TableCell>
            <TableCell className="hidden whitespace-nowrap text-right text-muted sm:table-cell">
              <Age at={operator.created_at} />
            </TableCell>
            <TableCell className="w-0">
              <span className="flex flex-wrap justify-end gap-1.5 py-1 sm:flex-nowrap">
                {operator.disabled_at === null ? (
                  <>
                    <Button
                      size="sm"
                      whyNot={whyNot}
                      aria-label={`Change role of ${operator.display_name}`}
                      onClick={() => onChangeRole(operator)}
                    >
                      Change role
                    </Button>
                    <Button
                      size="sm"
                      variant="danger"
                      whyNot={whyNot}
                      aria-label={`Deactivate ${operator.display_name}`}
                      onClick={() => onDeactivate(operator)}
                    >
                      Deactivate
                    </Button>
                  </>
                ) : (
                  <Button
                    size="sm"
                    whyNot={whyNot}
                    aria-label={`Reactivate ${operator.display_name}`}
                    onClick={() => onReactivate(operator)}
                  >
                    Reactivate
                  </Button>
                )}
              </span>
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}
