"use client";
import { useId } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "../ui/dialog.tsx";
import type { ActionDialogProps } from "./action-dialog.tsx";
import { ActionFailureNotice } from "./action-failure.tsx";
import { Form } from "./form.tsx";
import { useAction } from "./use-action.ts";

/** A dialog that asks for one change and shows how it went. */
export function ActionDialogPanel(props: ActionDialogProps) {
  const { open, onOpenChange, title, description, verb, busyVerb, dismiss = "Keep as it is", danger, children } = props;
  const form = useId();
  const action = useAction();
  const submit = async () => {
    if (await action.run(props.onSubmit)) onOpenChange(false);
  };
  const changeOpen = (next: boolean) => {
    action.clear();
    onOpenChange(next);
  };
  return (
    <Dialog open={open} onOpenChange={changeOpen}>
      <DialogContent title={title} wide={props.wide ?? false} {...(description === undefined ? {} : { description })}>
        <DialogBody className={children === undefined && action.failure === null ? "hidden" : ""}>
          <Form
            id={form}
            className="flex flex-col gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            {children}
            <ActionFailureNotice failure={action.failure} />
          </Form>
        </DialogBody>
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="ghost">{dismiss}</Button>
          </DialogClose>
          <Button type="submit" form={form} variant={danger ? "danger-solid" : "primary"} busy={action.busy}>
            {action.busy ? busyVerb : verb}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
