import type { ActionFailure } from "../types.ts";
import { Notice } from "../ui/notice.tsx";
import { reveal } from "../ui/reveal.ts";

/** A refusal where it was caused: what it said, and what to do. What is wrong with one field stands there. */
export function ActionFailureNotice({ failure }: { failure: ActionFailure | null }) {
  if (failure === null || failure.field !== undefined) return null;
  return (
    <Notice ref={reveal} tone="bad" role="alert" title={failure.message}>
      {failure.remedy}
    </Notice>
  );
}
