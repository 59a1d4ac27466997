import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

export interface ReasonFieldProps {
  id: string;
  value: string;
  onChange: (text: string) => void;
  /** Where it will stand. */
  placeholder?: string;
}

/** Why somebody stops runs, if they want to say so. */
export function ReasonField({
  id,
  value,
  onChange,
  placeholder = "Stands in the log and in the audit",
}: ReasonFieldProps) {
  return (
    <Field id={id} label="Reason" optional>
      <Input
        id={id}
        value={value}
        maxLength={500}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

/** The reason as it is sent: nothing where nothing was said. */
export function reasonOf(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}
