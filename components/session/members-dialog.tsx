"use client";
import { useState } from "react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult, OperatorView, SessionView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { candidates, membersOf } from "./members.model.ts";

export interface MembersDialogProps {
  session: Pick<SessionView, "name" | "visibility" | "archived_at">;
  /** Undefined while they are read. */
  operators: readonly OperatorView[] | undefined;
  memberIds: readonly string[] | undefined;
  /** The reader. */
  me: string;
  /** Why this person may not change it; null: they may. */
  whyNot: string | null;
  onOpenChange: (open: boolean) => void;
  onSetVisibility: (visibility: "team" | "members") => Promise<ActionResult>;
  onAdd: (userId: string) => Promise<ActionResult>;
  onRemove: (userId: string) => Promise<ActionResult>;
}

/** Who sees a session. Each change holds at once. */
export function MembersDialog(props: MembersDialogProps) {
  const { session, operators = [], memberIds, me, whyNot, onOpenChange, onSetVisibility, onAdd, onRemove } = props;
  const [chosen, setChosen] = useState("");
  const action = useAction();
  const disabled = whyNot !== null || action.busy;
  const members = membersOf(operators, memberIds ?? []);
  const others = candidates(operators, memberIds ?? []);
  return (
    <Dialog open onOpenChange={onOpenChange}>
      <DialogContent title={`Who sees ${session.name}`} description="Admins and auditors see every session.">
        <DialogBody className="flex flex-col gap-4">
          {whyNot !== null && <Notice title={whyNot} />}
          <Field
            id="visibility"
            label="Visibility"
            hint={
              session.visibility === "team"
                ? "Every operator sees it. Its members count once it is for members only."
                : "Other operators do not even see its name."
            }
          >
            <Select
              id="visibility"
              className="max-w-56"
              aria-describedby="visibility-hint"
              disabled={disabled}
              value={session.visibility}
              onValueChange={(value) =>
                void action.run(() => onSetVisibility(value === "members" ? "members" : "team"))
              }
              options={[
                { value: "team", label: "Everyone in the team" },
                { value: "members", label: "Its members only" },
              ]}
            />
          </Field>
          <section aria-label="Members" className="flex flex-col gap-1">
            <h3 className="font-medium">Members</h3>
            <ul className="divide-y divide-line rounded-md border border-line">
              {members.map((member) => (
                <li key={member.user_id} className="flex min-h-9 items-center gap-2 px-2.5" data-member={member.name}>
                  <span className="min-w-0 flex-1 truncate">
                    {member.name}
                    {member.user_id === me && <span className="text-muted"> (you)</span>}
                  </span>
                  <Button
                    size="sm"
                    whyNot={whyNot}
                    disabled={action.busy}
                    aria-label={`Remove ${member.name}`}
                    onClick={() => void action.run(() => onRemove(member.user_id))}
                  >
                    Remove
                  </Button>
                </li>
              ))}
              {memberIds !== undefined && members.length === 0 && (
                <li className="px-2.5 py-2 text-muted">Nobody yet.</li>
              )}
              {memberIds === undefined && <li className="px-2.5 py-2 text-muted">Reading…</li>}
            </ul>
          </section>
          {others.length > 0 && (
            <Field id="new-member" label="Add a member">
              <div className="flex gap-2">
                <Select
                  id="new-member"
                  placeholder="Choose an operator"
                  disabled={disabled}
                  value={chosen}
                  onValueChange={setChosen}
                  options={others.map((operator) => ({ value: operator.user_id, label: operator.display_name }))}
                />
                <Button
                  whyNot={whyNot}
                  disabled={whyNot === null && (action.busy || chosen === "")}
                  onClick={() =>
                    void action
                      .run(() => onAdd(chosen))
                      .then((added) => {
                        if (added) setChosen("");
                      })
                  }
                >
                  Add
                </Button>
              </div>
            </Field>
          )}
          <ActionFailureNotice failure={action.failure} />
        </DialogBody>
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="primary">Done</Button>
          </DialogClose>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
