"use client";
import { CircleAlert } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { StatePage } from "./state-page.tsx";

export interface ErrorStateProps {
  title: string;
  message?: string | undefined;
  remedy?: string | undefined;
  /** For the log of ops-executor. */
  requestId?: string | undefined;
  onRetry?: (() => void) | undefined;
  /** Of the heading: 1 where it is all there is on the page. */
  level?: 1 | 2;
}

/** What went wrong, what to do about it, and a way to try again. */
export function ErrorState({ title, message, remedy, requestId, onRetry, level = 1 }: ErrorStateProps) {
  return (
    <StatePage
      role="alert"
      level={level}
      icon={CircleAlert}
      title={title}
      action={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      {message && <p>{message}</p>}
      {remedy && <p className="mt-1">{remedy}</p>}
      {requestId && <p className="mt-1 font-mono text-sm">request {requestId}</p>}
    </StatePage>
  );
}
