import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

export interface FieldProps {
  /** Id of the control; its hint is `<id>-hint`, its error `<id>-error`. */
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  children: ReactNode;
}

/** `aria-describedby` and `aria-invalid` for the control inside a `Field` of that id. */
export function describedBy(id: string, hint: unknown, error: string | undefined) {
  const ids = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return {
    ...(ids === "" ? {} : { "aria-describedby": ids }),
    ...(error ? { "aria-invalid": true as const } : {}),
  };
}

/** A labelled control with its hint and its error under it. */
export function Field({ id, label, hint, error, optional = false, children }: FieldProps) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
        {optional && <span className="ml-1.5 font-normal text-muted text-sm">optional</span>}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} message={error} />
    </div>
  );
}

export function FieldError({ id, message }: { id: string; message: string | undefined }) {
  if (!message) return null;
  return (
    <p id={id} className="flex items-start gap-1.5 text-bad text-sm">
      <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
      {message}
    </p>
  );
}
