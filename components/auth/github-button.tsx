"use client";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";

export interface GithubButtonProps {
  /** Leaves this page when it answers ok. */
  onSignIn: () => Promise<ActionResult>;
}

/** The other way in, under a form. */
export function GithubButton({ onSignIn }: GithubButtonProps) {
  const action = useAction();
  return (
    <div className="mt-4 flex flex-col gap-4 border-line border-t pt-4">
      <ActionFailureNotice failure={action.failure} />
      <Button size="lg" busy={action.busy} onClick={() => void action.run(onSignIn)}>
        Continue with GitHub
      </Button>
    </div>
  );
}
