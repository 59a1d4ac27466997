"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { sortForViewer } from "../../components/approvals/approval.model.ts";
import { pendingApprovalsQuery } from "../../lib/approvals/approval-list-query.ts";
import { useControlRoom } from "../../lib/context.ts";
import { type Board, boardQuery } from "../../lib/runs/board-query.ts";
import { sessionQuery } from "../../lib/sessions/session-query.ts";
import { templateListQuery } from "../../lib/templates/template-list-query.ts";
import type { Known } from "../../supabase/functions/_shared/contracts/command-line/intent.ts";
import { useMe } from "./me.tsx";

const lastEndedFirst = (a: { finished_at: string | null }, b: { finished_at: string | null }) =>
  Date.parse(b.finished_at ?? "") - Date.parse(a.finished_at ?? "");

/** What lines of one session may name, as its reader sees it; null: of no session. */
export function useKnown(sessionId: number | null) {
  const { connect } = useControlRoom();
  const me = useMe();
  const enabled = sessionId !== null;
  const session = useQuery({ ...sessionQuery(connect, sessionId ?? 0), enabled });
  const board = useQuery({ ...boardQuery(connect, sessionId ?? 0), enabled });
  const templates = useQuery(templateListQuery(connect));
  const pending = useQuery(pendingApprovalsQuery(connect));
  const approvals = useMemo(
    () => sortForViewer(pending.data ?? [], me).mine.filter((approval) => approval.session_id === sessionId),
    [pending.data, me, sessionId],
  );
  const known: Known = useMemo(
    () => ({
      lanes: session.data?.lanes ?? [],
      templates: templates.data ?? [],
      runs: board.data === undefined ? [] : runsOf(board.data),
      approvals,
    }),
    [session.data, board.data, templates.data, approvals],
  );
  /** False until what can be started and where is known, or cannot be. */
  const ready = !templates.isPending && (!enabled || !session.isPending);
  return { known, ready, session: session.data, board: board.data, approvals };
}

/** Those that hold a slot, then those that wait, then those that ended, the last first. */
function runsOf({ active, queued, recent }: Board) {
  return [...active, ...queued, ...recent.toSorted(lastEndedFirst)];
}
