"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { BulkProgress } from "../../../components/runs/bulk-progress.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { useStopBulkOperation } from "../../../lib/runs/bulk-operation-stop-mutation.ts";
import { ownBulkOperationsQuery } from "../../../lib/runs/bulk-operations-query.ts";
import { useMe } from "../me.tsx";
import { readFailure } from "../read-failure.ts";

/** The reader's changes of many runs, also those whose dialog was closed or whose page was loaded again. */
export function OwnBulkOperations() {
  const { connect } = useControlRoom();
  const operations = useQuery(ownBulkOperationsQuery(connect, useMe().userId));
  const stop = useStopBulkOperation();
  const [dismissed, setDismissed] = useState<ReadonlySet<number>>(new Set());
  // Of those that are over the newest: what came of the others has been told, or is old.
  const over = operations.data?.find(({ status }) => status !== "running");
  const told = (operations.data ?? []).filter((one) => one.status === "running" || one === over);
  return (
    <BulkProgress
      operations={told.filter(({ id }) => !dismissed.has(id))}
      failure={stop.error?.message ?? (operations.error && readFailure(operations.error).title)}
      onStop={stop.mutate}
      onDismiss={(id) => setDismissed((before) => new Set([...before, id]))}
    />
  );
}
