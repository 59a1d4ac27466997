import type { FinishedRun } from "./my-finished-query.ts";

/** Something that concerns the reader: a run of theirs that ended, or an approval that waits for them. */
export interface News {
  /** The same thing has the same key, in every window and after every reconnect. */
  key: string;
  kind: "succeeded" | "failed" | "cancelled" | "approval";
  title: string;
  detail: string;
  href: string;
  at: string;
}

interface WaitingApproval {
  id: number;
  run_id: number;
  title: string;
  run_title: string;
  requested_at: string;
}

/** What there is to tell, the newest first. */
export function newsOf(finished: readonly FinishedRun[], waiting: readonly WaitingApproval[]): News[] {
  const ended = finished.map((run): News => {
    const kind = run.status === "failed" || run.status === "cancelled" ? run.status : "succeeded";
    return {
      // A retried run ends anew.
      ...{ key: `run:${run.id}:${Date.parse(run.finished_at)}`, kind, at: run.finished_at, href: `/runs/${run.id}` },
      title: `Run ${run.id} ${kind === "cancelled" ? "was cancelled" : kind}`,
      detail: `${run.title}, ${run.session_name}`,
    };
  });
  const asked = waiting.map((approval): News => {
    const { id, run_id, title, run_title, requested_at: at } = approval;
    const detail = `Run ${run_id}, ${run_title}, waits for your approval`;
    return { key: `approval:${id}`, kind: "approval", title, detail, href: `/runs/${run_id}`, at };
  });
  return [...asked, ...ended].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** What is new since the page was opened and was not looked at here (`seen`). Runs that somebody cancelled are in the list, and not told. */
export function toTell(news: readonly News[], openedAt: number, seen: ReadonlySet<string>): News[] {
  return news.filter(({ key, kind, at }) => kind !== "cancelled" && Date.parse(at) >= openedAt && !seen.has(key));
}

/** More than this many at once are told in one sentence. */
const told = 3;

export interface Told {
  key: string;
  kind: News["kind"];
  title: string;
  detail: string;
  href: string;
}

/** What is said about them: each, or all at once where there are many. */
export function tell(news: readonly News[]): Told[] {
  const approvals = news.filter(({ kind }) => kind === "approval");
  const ended = news.filter(({ kind }) => kind !== "approval");
  if (ended.length <= told) return [...approvals, ...ended];
  const failed = ended.filter(({ kind }) => kind === "failed").length;
  const parts = [`${ended.length - failed} succeeded`, ...(failed > 0 ? [`${failed} failed`] : [])];
  const summary: Told = {
    ...{ key: ended[0]?.key ?? "", kind: failed > 0 ? "failed" : "succeeded", href: "/runs" },
    ...{ title: `${ended.length} of your runs ended`, detail: parts.join(", ") },
  };
  return [...approvals, summary];
}
