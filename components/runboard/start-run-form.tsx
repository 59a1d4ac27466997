"use client";
import { ArrowLeft } from "lucide-react";
import { type FormEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import { ParametersView } from "../run/parameters-view.tsx";
import type { ActionResult, JsonObject, LaneView, TemplateOption } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { DialogBody, DialogFooter } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { ParameterField } from "./parameter-field.tsx";
import { checkForm, fieldsOf } from "./parameter-form.model.ts";
import type { StartRunRequest } from "./start-run-dialog.tsx";
import { startTimeOf } from "./start-time.model.ts";
import { StartTime } from "./start-time.tsx";

export interface StartRunFormProps {
  template: TemplateOption;
  sessionName: string;
  lanes: readonly Pick<LaneView, "name" | "paused_at">[];
  initialLane: string;
  onBack: () => void;
  onStart: (request: StartRunRequest) => Promise<ActionResult>;
}

/** The form of one template; for a template that asks for it, the parameters once more before the start. */
export function StartRunForm({ template, sessionName, lanes, initialLane, onBack, onStart }: StartRunFormProps) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const submitButton = useRef<HTMLButtonElement>(null);
  const fields = useMemo(() => fieldsOf(template.parameter_schema), [template.parameter_schema]);
  const [values, setValues] = useState(() => fields.map((field) => field.initial));
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const [lane, setLane] = useState(initialLane);
  const [time, setTime] = useState<string | null>(null);
  const [timeError, setTimeError] = useState<string>();
  const [review, setReview] = useState<JsonObject | null>(null);
  const action = useAction();
  const paused = lanes.find((option) => option.name === lane)?.paused_at != null;

  const start = (parameters: JsonObject) => {
    const at = startTimeOf(time, Date.now());
    setTimeError(at.ok ? undefined : at.message);
    if (!at.ok) return setReview(null);
    const when = at.available_at === undefined ? {} : { available_at: at.available_at };
    void action.run(() => onStart({ template: template.slug, version: template.version, lane, parameters, ...when }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (review !== null) return start(review);
    const checked = checkForm(template.parameter_schema, fields, values);
    setErrors(checked.ok ? new Map() : checked.errors);
    if (!checked.ok)
      return focusFirst(
        form.current,
        id,
        fields.findIndex((field) => checked.errors.has(field.name)),
      );
    const at = startTimeOf(time, Date.now());
    setTimeError(at.ok ? undefined : at.message);
    if (at.ok && template.confirm) setReview(checked.parameters);
    else start(checked.parameters);
  };
  // What had the focus is gone: the picker's button before the form, the fields before the review.
  const reviewing = review !== null;
  useEffect(() => {
    if (reviewing) submitButton.current?.focus();
    else if (!matchMedia("(pointer: coarse)").matches) focusFirst(form.current, id, 0);
  }, [reviewing, id]);
  const change = (index: number, name: string) => (value: (typeof values)[number]) => {
    setValues((old) => old.map((before, at) => (at === index ? value : before)));
    setErrors((old) => new Map([...old].filter(([key]) => key !== name)));
  };

  return (
    <>
      <DialogBody>
        <form ref={form} id={id} noValidate className="flex flex-col gap-4" onSubmit={submit}>
          {review === null ? (
            <>
              {fields.map((field, index) => (
                <ParameterField
                  key={field.name}
                  id={`${id}-${index}`}
                  field={field}
                  value={values[index] ?? field.initial}
                  error={errors.get(field.name)}
                  onChange={change(index, field.name)}
                />
              ))}
              {errors.has("") && <Notice tone="bad" role="alert" title={errors.get("")} />}
              <Field
                id={`${id}-lane`}
                label="Lane"
                hint={paused && "This lane is paused: the run waits until it is resumed."}
              >
                <Select
                  id={`${id}-lane`}
                  className="max-w-48"
                  value={lane}
                  onValueChange={setLane}
                  options={lanes.map((option) => ({ value: option.name, label: option.name }))}
                />
              </Field>
              <StartTime
                id={`${id}-time`}
                value={time}
                error={timeError}
                onChange={(value) => {
                  setTime(value);
                  setTimeError(undefined);
                }}
              />
            </>
          ) : (
            <>
              <Notice tone="warn" title={`This starts “${template.name}” in ${sessionName}, lane ${lane}`}>
                Check what it will be run with.
              </Notice>
              <ParametersView parameters={review} />
            </>
          )}
          <ActionFailureNotice failure={action.failure} />
        </form>
      </DialogBody>
      <DialogFooter>
        <Button variant="ghost" className="mr-auto" onClick={review === null ? onBack : () => setReview(null)}>
          <ArrowLeft aria-hidden />
          {review === null ? "Templates" : "Back"}
        </Button>
        <Button ref={submitButton} type="submit" form={id} variant="primary" busy={action.busy}>
          {action.busy
            ? "Starting…"
            : template.confirm && review === null
              ? "Review"
              : time === null
                ? "Start run"
                : "Start later"}
        </Button>
      </DialogFooter>
    </>
  );
}

function focusFirst(form: HTMLFormElement | null, id: string, index: number): void {
  if (index >= 0) form?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${index}`)}`)?.focus();
}
