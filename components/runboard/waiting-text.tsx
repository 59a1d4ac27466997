import { Until } from "../status/time.tsx";
import type { WaitingReason } from "./runboard.model.ts";

/** Why a run has not started, in a few words. */
export function WaitingText({ reason }: { reason: WaitingReason }) {
  switch (reason.kind) {
    case "paused":
      return "lane is paused";
    case "not_due":
      return (
        <>
          due in <Until at={reason.at} />
        </>
      );
    case "full":
      return `slot held by ${reason.by.slice(0, 2).join(", ")}${reason.by.length > 2 ? " …" : ""}`;
    case "no_worker":
      return "no live worker";
    case "behind":
      return `${reason.ahead} ahead`;
    case "next":
      return "next";
  }
}
