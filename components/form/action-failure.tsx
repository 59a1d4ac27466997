import { Notice } from "../ui/notice.tsx";
import type { ActionFailure } from "./use-action.ts";

/** A refusal where it was caused: what it said, and what to do. */
export function ActionFailureNotice({ failure }: { failure: ActionFailure | null }) {
  if (failure === null) return null;
  return (
    <Notice tone="bad" role="alert" title={failure.message}>
      {failure.remedy}
    </Notice>
  );
}
