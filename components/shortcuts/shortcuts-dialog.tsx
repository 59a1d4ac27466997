"use client";
import { Dialog, DialogBody, DialogContent } from "../ui/dialog.tsx";
import { Key } from "../ui/key.tsx";
import { useShortcutGroups } from "./shortcuts.tsx";

export interface ShortcutsDialogProps {
  onOpenChange: (open: boolean) => void;
}

/** Every shortcut of what is on the screen. */
export function ShortcutsDialog({ onOpenChange }: ShortcutsDialogProps) {
  const groups = useShortcutGroups();
  return (
    <Dialog open onOpenChange={onOpenChange}>
      <DialogContent title="Shortcuts" description="Of this screen, and everywhere.">
        <DialogBody className="flex flex-col gap-4">
          {groups.map(({ name, shortcuts }) => (
            <section key={name} aria-label={name}>
              <h3 className="mb-1.5 font-medium">{name}</h3>
              <dl className="flex flex-col">
                {shortcuts.map(({ keys, does }) => (
                  <div key={keys.join(" ")} className="flex min-h-7 items-center gap-3 py-0.5">
                    <dd className="order-last text-muted">{does}</dd>
                    <dt className="flex w-24 shrink-0 gap-1">
                      {keys.map((key) => (
                        <Key key={key}>{key}</Key>
                      ))}
                    </dt>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}
