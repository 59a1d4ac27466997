"use client";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

export interface SecretOnceDialogProps {
  title: string;
  description: string;
  /** "key", "link": names the field. */
  what: string;
  secret: string;
  onClose: () => void;
  /** How it is used. */
  children?: ReactNode;
}

/** Shows a secret that nobody can read again. A click beside the dialog does not close it. */
export function SecretOnceDialog({ title, description, what, secret, onClose, children }: SecretOnceDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={title} description={description} onInteractOutside={(event) => event.preventDefault()}>
        <DialogBody className="flex flex-col gap-4">
          <Field id="secret" label={`The ${what}`} hint="Only its hash is stored, so it cannot be shown again.">
            <div className="flex gap-2">
              <Input
                id="secret"
                readOnly
                value={secret}
                className="font-mono text-sm"
                aria-describedby="secret-hint"
                onFocus={(event) => event.target.select()}
              />
              <CopyButton text={secret} what={what} />
            </div>
          </Field>
          {children}
        </DialogBody>
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="primary">I have copied it</Button>
          </DialogClose>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
