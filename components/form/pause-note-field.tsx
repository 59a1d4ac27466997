import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/input.tsx";

export interface PauseNoteFieldProps {
  value: string;
  onChange: (text: string) => void;
  /** What is paused: "lane", "schedule". */
  what: string;
  /** An example. */
  placeholder: string;
}

/** Why something is paused, for everybody who meets it. */
export function PauseNoteField({ value, onChange, what, placeholder }: PauseNoteFieldProps) {
  return (
    <Field id="pause-note" label="Why?" hint={`Shown on the ${what} until somebody resumes it.`}>
      <Textarea
        id="pause-note"
        required
        maxLength={500}
        value={value}
        aria-describedby="pause-note-hint"
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
