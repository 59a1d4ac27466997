"use client";
import { lazy, Suspense } from "react";
import type { ActionResult } from "../types.ts";

export interface CreateSessionRequest {
  name: string;
  visibility: "team" | "members";
  lanes: { name: string; capacity: number | null }[];
}

export interface CreateSessionDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCreate: (request: CreateSessionRequest) => Promise<ActionResult>;
}

/** Apart: it stands in the frame of every page and is needed on few. */
const CreateSessionForm = lazy(async () => ({
  default: (await import("./create-session-form.tsx")).CreateSessionForm,
}));

/** Asks for a session's name, who sees it, and its lanes. */
export function CreateSessionDialog(props: CreateSessionDialogProps) {
  if (!props.open) return null;
  return (
    <Suspense>
      <CreateSessionForm {...props} />
    </Suspense>
  );
}
