"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { byFinger, useFocusReturn } from "./use-focus-return.ts";

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

export interface DialogContentProps extends Omit<ComponentProps<typeof Radix.Content>, "title"> {
  title: ReactNode;
  /** One sentence under the title. Screen readers announce it with the dialog. */
  description?: ReactNode;
  wide?: boolean;
}

/** The panel of a dialog: title, body, `DialogFooter`. On a narrow screen it is a sheet at the bottom. */
export function DialogContent({ title, description, wide = false, className, children, ...props }: DialogContentProps) {
  const { watch, giveBack } = useFocusReturn();
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0_0_0/0.45)]" />
      <Radix.Content
        ref={watch}
        onOpenAutoFocus={focusFirstField}
        onCloseAutoFocus={giveBack}
        {...(description === undefined ? { "aria-describedby": undefined } : {})}
        className={cn(
          "fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] animate-enter flex-col rounded-t-lg border border-line bg-raised shadow-pop focus:outline-none",
          "sm:inset-x-auto sm:top-[12vh] sm:bottom-auto sm:left-1/2 sm:max-h-[76vh] sm:w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:rounded-lg",
          wide ? "sm:max-w-3xl" : "sm:max-w-lg",
          className,
        )}
        {...props}
      >
        <div className="flex items-start gap-3 border-line border-b px-4 py-3">
          <div className="min-w-0 flex-1">
            <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
            {description !== undefined && (
              <Radix.Description className="mt-0.5 text-muted">{description}</Radix.Description>
            )}
          </div>
          <Radix.Close asChild>
            <Button variant="ghost" size="icon-sm" aria-label="Close">
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </div>
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}

/** Begins in the first field rather than on "Close"; not under a finger, where a keyboard would cover the dialog. */
function focusFirstField(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  event.preventDefault();
  const field = content.querySelector<HTMLElement>("input, textarea, [role=combobox], [data-autofocus]");
  if (field === null || byFinger()) content.focus();
  else field.focus();
}

export function DialogBody({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("min-h-0 flex-1 overflow-y-auto px-4 py-4", className)} {...props} />;
}

export function DialogFooter({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      className={cn("flex flex-wrap items-center justify-end gap-2 border-line border-t px-4 py-3", className)}
      {...props}
    />
  );
}
