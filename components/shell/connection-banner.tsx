"use client";
import { CloudOff, RefreshCw } from "lucide-react";
import { Elapsed } from "../status/time.tsx";
import type { ConnectionState } from "../types.ts";
import { Button } from "../ui/button.tsx";

export interface ConnectionBannerProps {
  state: ConnectionState;
  /** Tries at once instead of at the next turn. */
  onRetry?: (() => void) | undefined;
}

/** Says that what is on the screen may be old, since when; nothing while the connection is live. */
export function ConnectionBanner({ state, onRetry }: ConnectionBannerProps) {
  const lost = state.status === "reconnecting" || state.status === "offline";
  return (
    <div role="status" data-connection={state.status}>
      {lost && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-warn/40 border-b bg-warn-soft px-3 py-1.5 sm:px-4">
          {state.status === "offline" ? (
            <CloudOff aria-hidden className="size-4 text-warn" />
          ) : (
            <RefreshCw aria-hidden className="size-4 text-warn" />
          )}
          <span className="font-medium">
            {state.status === "offline" ? "This browser is offline" : "Connection lost, reconnecting"}
          </span>
          <span className="text-muted">
            What you see is as of <Elapsed from={state.since} /> ago and brings itself up to date.
          </span>
          {onRetry !== undefined && (
            <Button size="sm" className="ml-auto" onClick={onRetry}>
              Try now
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
