"use client";
import { useState } from "react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import { isWanted, media, type Silenced, tellable, toggled } from "../notifications/choice.model.ts";
import { type BrowserPermission, permissionWords } from "../notifications/permission.model.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";

export interface NotificationsFormProps {
  /** Null: not known yet. */
  permission: BrowserPermission | null;
  silenced: readonly Silenced[];
  onChange: (silenced: Silenced[]) => void;
  onAsk: () => Promise<ActionResult>;
  /** Sends one at once, and answers whether the browser has shown it. */
  onTest: () => Promise<ActionResult>;
}

/** What this browser tells its reader, and how. Every choice holds at once. */
export function NotificationsForm({ permission, silenced, onChange, onAsk, onTest }: NotificationsFormProps) {
  return (
    <div className="flex max-w-xl flex-col gap-4 p-4">
      <p className="text-muted">
        Kept in this browser, and in no other. The bell lists all that concerned you in the last day, whatever is chosen
        here.
      </p>
      {permission === null ? (
        <Skeleton className="h-15 w-full" />
      ) : (
        <Permission {...{ permission, onAsk, onTest }} key={permission} />
      )}
      <Choices {...{ silenced, onChange }} />
      <p className="text-muted">
        Many at once are told in one sentence; a run that somebody cancelled is in the bell alone.
        {permission !== null && permission !== "granted" && " The browser's column holds once it may notify you."}
      </p>
    </div>
  );
}

type PermissionProps = Pick<NotificationsFormProps, "onAsk" | "onTest"> & { permission: BrowserPermission };

function Permission({ permission, onAsk, onTest }: PermissionProps) {
  const { tone, title, detail } = permissionWords[permission];
  const action = useAction();
  const [sent, setSent] = useState(false);
  const test = async () => {
    setSent(false);
    setSent(await action.run(onTest));
  };
  return (
    <div className="flex flex-col gap-2">
      <Notice
        tone={tone}
        title={title}
        action={
          permission === "default" ? (
            <Button variant="primary" size="sm" busy={action.busy} onClick={() => void action.run(onAsk)}>
              {action.busy ? "Asking…" : "Allow notifications"}
            </Button>
          ) : permission === "granted" ? (
            <Button size="sm" busy={action.busy} onClick={() => void test()}>
              {action.busy ? "Sending…" : "Send a test"}
            </Button>
          ) : null
        }
      >
        {detail}
      </Notice>
      <p role="status" className="text-muted empty:hidden">
        {sent && "Sent. Where you see nothing, the system holds it back: look whether it keeps you undisturbed."}
      </p>
      <ActionFailureNotice failure={action.failure} />
    </div>
  );
}

function Choices({ silenced, onChange }: Pick<NotificationsFormProps, "silenced" | "onChange">) {
  return (
    <Table aria-label="What is told" className="rounded-md border border-line">
      <thead>
        <tr>
          <TableHead>Tell me when</TableHead>
          {media.map(({ medium, label }) => (
            <TableHead key={medium} className="text-center">
              {label}
            </TableHead>
          ))}
        </tr>
      </thead>
      <tbody>
        {tellable.map(({ kind, label }) => (
          <TableRow key={kind}>
            <TableCell>{label}</TableCell>
            {media.map(({ medium, label: where }) => (
              <TableCell key={medium} className="text-center">
                <Checkbox
                  className="mx-auto"
                  aria-label={`${label}: ${where.toLowerCase()}`}
                  checked={isWanted(silenced, medium, kind)}
                  onChange={() => onChange(toggled(silenced, `${medium}-${kind}`))}
                />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}
