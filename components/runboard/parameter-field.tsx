"use client";
import { Plus, X } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { describedBy, Field, FieldError } from "../ui/field.tsx";
import { Input, Textarea } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { FileControl } from "./file-control.tsx";
import type { ParameterField as FieldModel, FieldValue } from "./parameter-form.model.ts";
import { asSentence } from "./parameter-words.ts";

interface ControlProps {
  id: string;
  field: FieldModel;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
  error: string | undefined;
}

const hintOf = ({ description, rule }: FieldModel): string =>
  description === "" || rule === "" ? description + rule : `${asSentence(description)} ${asSentence(rule)}`;
const isOptional = (field: FieldModel): boolean => !field.required && field.initial === "";
/** The choice that takes back one that need not be made. */
const none = "none";
const asText = (value: FieldValue): string => (typeof value === "string" ? value : "");

/** The control for one parameter, with its label, hint and error. */
export function ParameterField({ id, field, value, onChange, error }: ControlProps) {
  if (field.control === "switch") return <Tick {...{ id, field, value, onChange, error }} />;
  const hint = hintOf(field);
  return (
    <Field id={id} label={field.label} hint={hint} error={error} optional={isOptional(field)}>
      {field.control === "list" ? (
        <EntryList {...{ id, field, value, onChange, error }} />
      ) : (
        <SingleControl {...{ id, field, value, onChange, error }} />
      )}
    </Field>
  );
}

function SingleControl({ id, field, value, onChange, error }: ControlProps) {
  const aria = { id, ...describedBy(id, hintOf(field), error), "aria-required": field.required };
  if (field.control === "choice") {
    const options = field.choices.map((choice, index) => ({
      value: String(index),
      label: typeof choice === "string" ? choice : JSON.stringify(choice),
    }));
    const { "aria-required": _, ...rest } = aria;
    return (
      <Select
        {...rest}
        value={asText(value)}
        onValueChange={(chosen) => onChange(chosen === none ? "" : chosen)}
        options={isOptional(field) && value !== "" ? [{ value: none, label: "None" }, ...options] : options}
        placeholder="Choose one"
      />
    );
  }
  if (field.control === "file") {
    return <FileControl id={id} field={field} value={asText(value)} aria={aria} onChange={onChange} />;
  }
  if (field.control === "json") {
    return (
      <Textarea
        {...aria}
        className="font-mono"
        spellCheck={false}
        placeholder="JSON"
        value={asText(value)}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  const numeric = field.control !== "text";
  return (
    <Input
      {...aria}
      inputMode={numeric ? (field.control === "integer" ? "numeric" : "decimal") : "text"}
      autoComplete="off"
      spellCheck={false}
      className={numeric ? "max-w-48" : ""}
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Tick({ id, field, value, onChange, error }: ControlProps) {
  const hint = hintOf(field);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="flex min-h-6 items-center gap-2 font-medium">
        <input
          id={id}
          type="checkbox"
          className="size-4 accent-(--color-accent)"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
          {...describedBy(id, hint, error)}
        />
        {field.label}
      </label>
      {hint !== "" && (
        <p id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} message={error} />
    </div>
  );
}

function EntryList({ id, field, value, onChange, error }: ControlProps) {
  const entries = Array.isArray(value) && value.length > 0 ? value : [""];
  const replace = (index: number, text: string) => onChange(entries.map((old, at) => (at === index ? text : old)));
  return (
    <div className="flex flex-col gap-1.5">
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place; two may have the same text
        <div key={index} className="flex gap-1.5">
          <Input
            id={index === 0 ? id : `${id}-${index}`}
            {...(index === 0 ? {} : { "aria-label": `${field.label}, entry ${index + 1}` })}
            {...describedBy(id, hintOf(field), error)}
            autoComplete="off"
            spellCheck={false}
            value={entry}
            onChange={(event) => replace(index, event.target.value)}
          />
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove entry ${index + 1} of ${field.label}`}
            disabled={entries.length === 1}
            onClick={() => onChange(entries.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <Button
        variant="ghost"
        size="sm"
        className="self-start"
        aria-label={`Add an entry to ${field.label}`}
        onClick={() => onChange([...entries, ""])}
      >
        <Plus aria-hidden />
        Add
      </Button>
    </div>
  );
}
