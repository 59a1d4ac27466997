"use client";
import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import type { ActionResult } from "../../components/types.ts";
import { useControlRoom } from "../../lib/context.ts";
import { actionResult } from "../../lib/query/action-result.ts";
import { type RetryConfirmation, readRetryConfirmation } from "../../lib/runs/retry-confirmation.ts";
import { useRetryRun } from "../../lib/runs/run-retry-mutation.ts";

type Beginning = "start" | "failed_step";

const RetryDialog = dynamic(() => import("../../components/run/retry-dialog.tsx").then((module) => module.RetryDialog));

/** Retries runs at once; one whose template asks for confirmation once `question`, which stands on the screen then, has been answered. */
export function useRetry(): {
  onRetry: (runId: number, from: Beginning) => Promise<ActionResult>;
  question: ReactNode;
} {
  const { connect } = useControlRoom();
  const cache = useQueryClient();
  const { mutateAsync: retry } = useRetryRun();
  const [asked, setAsked] = useState<(RetryConfirmation & { from: Beginning }) | null>(null);
  const begin = async (run_id: number, from: Beginning) => {
    const confirmation = await readRetryConfirmation(cache, connect, run_id);
    if (confirmation === null) await retry({ run_id, from });
    else setAsked({ ...confirmation, from });
  };
  return {
    onRetry: (runId, from) => actionResult(begin(runId, from)),
    question: asked !== null && (
      <RetryDialog
        {...asked}
        sessionName={asked.run.session_name}
        onOpenChange={() => setAsked(null)}
        onRetry={() => actionResult(retry({ run_id: asked.run.id, from: asked.from }))}
      />
    ),
  };
}
