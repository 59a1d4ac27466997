"use client";
import { lazy, type ReactNode, Suspense } from "react";
import type { ActionResult } from "../types.ts";

export interface ActionDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** The verb on the button, and while it is under way. */
  verb: string;
  busyVerb: string;
  dismiss?: string;
  danger?: boolean;
  wide?: boolean;
  /** Closed by itself when it went well; a refusal stays and is shown. */
  onSubmit: () => Promise<ActionResult>;
  children?: ReactNode;
}

const ActionDialogPanel = lazy(async () => ({
  default: (await import("./action-dialog-panel.tsx")).ActionDialogPanel,
}));

/** A dialog that asks for one change and shows how it went. Fetched when it first opens; pages show themselves without it. */
export function ActionDialog(props: ActionDialogProps) {
  return (
    props.open && (
      <Suspense>
        <ActionDialogPanel {...props} />
      </Suspense>
    )
  );
}
