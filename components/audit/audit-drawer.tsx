"use client";
import type { ReactNode } from "react";
import { ParametersView } from "../run/parameters-view.tsx";
import { ErrorState, type ErrorStateProps } from "../states/error-state.tsx";
import { TableLoading } from "../states/loading.tsx";
import { numberText } from "../status/number.model.ts";
import { Moment } from "../status/time.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogBody, DialogContent } from "../ui/dialog.tsx";
import { Link } from "../ui/link.tsx";
import { type AuditEntryView, actorKind, digestOf, templateOf } from "./audit.model.ts";
import { OutcomeMark } from "./outcome-mark.tsx";

export interface AuditDrawerProps {
  /** Null: there is none that the reader sees; undefined: it is being read. */
  entry: AuditEntryView | null | undefined;
  failure: ErrorStateProps | null;
  runHref: (runId: number) => string;
  sessionHref: (sessionId: number) => string;
  templateHref: (slug: string) => string;
  /** Narrows the list to this row's person, or to its command. */
  onNarrow: (change: { by: string } | { command: string }) => void;
  onClose: () => void;
}

/** One row of the audit log as a whole: what was asked for, as it was recorded, and what came of it. */
export function AuditDrawer({ entry, failure, onClose, ...rest }: AuditDrawerProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={entry ? <span className="font-mono text-base">{entry.command}</span> : "Audit row"}
        className="sm:inset-y-0 sm:right-0 sm:left-auto sm:max-h-none sm:max-w-lg sm:translate-x-0 sm:rounded-none"
      >
        <DialogBody>
          {failure !== null ? (
            <ErrorState level={2} {...failure} />
          ) : entry === undefined ? (
            <TableLoading what="the row" rows={5} />
          ) : entry === null ? (
            <p className="text-muted">There is no such row that you can see.</p>
          ) : (
            <Entry entry={entry} {...rest} />
          )}
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}

type EntryProps = Omit<AuditDrawerProps, "entry" | "failure" | "onClose"> & { entry: AuditEntryView };

function Entry({ entry, runHref, sessionHref, templateHref, onNarrow }: EntryProps) {
  const template = templateOf(entry.input);
  const digest = digestOf(entry.input);
  return (
    <div className="flex flex-col gap-4">
      <dl className="grid grid-cols-[max-content_1fr] items-baseline gap-x-4 gap-y-1.5">
        <Fact name="Outcome">
          <OutcomeMark outcome={entry.outcome} />
        </Fact>
        {entry.message !== null && <Fact name="Message">{entry.message}</Fact>}
        <Fact name="When">
          <Moment at={entry.at} />
        </Fact>
        <Fact name={actorKind(entry.actor)}>
          {entry.actor_name} <span className="wrap-anywhere font-mono text-muted text-sm">{entry.actor}</span>
        </Fact>
        {entry.run_id !== null && (
          <Fact name="Run">
            <Target href={runHref(entry.run_id)}>{entry.run_id}</Target>
          </Fact>
        )}
        {entry.session_id !== null && (
          <Fact name="Session">
            <Target href={sessionHref(entry.session_id)}>{entry.session_name ?? entry.session_id}</Target>
          </Fact>
        )}
        {template !== null && (
          <Fact name="Template">
            <Target href={templateHref(template)}>{template}</Target>
          </Fact>
        )}
        <Fact name="Request">
          <span className="wrap-anywhere font-mono text-sm">{entry.request_id}</span>
        </Fact>
      </dl>
      <section aria-label="Input">
        <h3 className="mb-1.5 font-medium">Input</h3>
        {digest === null ? (
          <ParametersView parameters={entry.input} empty="None." />
        ) : (
          <p className="wrap-anywhere text-muted">
            Too long to keep ({numberText(digest.bytes)} bytes). Its SHA-256:{" "}
            <span className="font-mono text-sm">{digest.sha256}</span>
          </p>
        )}
        <p className="mt-3 text-muted text-sm">
          As it was recorded. Secrets never enter an input: keys and codes stand here as their digests.
        </p>
      </section>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onNarrow({ by: entry.actor_name })}>Only {entry.actor_name}</Button>
        <Button onClick={() => onNarrow({ command: entry.command })}>Only {entry.command}</Button>
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </>
  );
}

function Target({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="text-accent underline underline-offset-2">
      {children}
    </Link>
  );
}
