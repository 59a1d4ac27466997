"use client";
import type { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";
import { Age, Until } from "../status/time.tsx";
import { Badge } from "../ui/badge.tsx";
import { Link } from "../ui/link.tsx";
import { Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { countText, statusOf } from "./approval-words.model.ts";

export interface ApprovalsTableProps {
  label: string;
  approvals: readonly Approval[];
  runHref: (runId: number) => string;
}

/** Approvals, each with the run that asks, how many have approved, and until when or since when. */
export function ApprovalsTable({ label, approvals, runHref }: ApprovalsTableProps) {
  return (
    <Table aria-label={label}>
      <thead>
        <tr>
          <TableHead className="w-full">{label}</TableHead>
          <TableHead className="hidden sm:table-cell">Given</TableHead>
          <TableHead>Status</TableHead>
          <TableHead className="text-right">When</TableHead>
        </tr>
      </thead>
      <tbody>
        {approvals.map((approval) => (
          <TableRow key={approval.id} data-approval={approval.id}>
            <TableCell className="max-w-0 sm:min-w-56">
              <div className="py-1.5">
                <Link href={runHref(approval.run_id)} className="block truncate font-medium hover:underline">
                  {approval.title}
                </Link>
                <p className="truncate text-muted text-sm">
                  {approval.run_id} {approval.run_title}
                </p>
              </div>
            </TableCell>
            <TableCell className="hidden whitespace-nowrap sm:table-cell">{countText(approval)}</TableCell>
            <TableCell>
              <Badge tone={statusOf(approval).tone}>{statusOf(approval).word}</Badge>
            </TableCell>
            <TableCell className="whitespace-nowrap text-right">
              {approval.decided_at === null ? (
                <>
                  <Until at={approval.deadline_at} /> left
                </>
              ) : (
                <Age at={approval.decided_at} />
              )}
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}
