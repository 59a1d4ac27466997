"use client";
import { ArrowLeft } from "lucide-react";
import { type FormEvent, useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { confirmTarget } from "../../supabase/functions/_shared/contracts/confirm-target.ts";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Form } from "../form/form.tsx";
import { focusParameter, ParameterForm } from "../form/parameter-form.tsx";
import { mistyped } from "../form/typed-target.model.ts";
import { useAction } from "../form/use-action.ts";
import { useParameterForm } from "../form/use-parameter-form.ts";
import type { ActionResult, JsonObject, LaneView, TemplateOption } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { DialogBody, DialogFooter } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { StartLimits } from "./start-limits.tsx";
import type { GivenPlan } from "./start-plan.model.ts";
import type { StartRunRequest } from "./start-run-dialog.tsx";
import { StartRunReview } from "./start-run-review.tsx";
import { StartTime } from "./start-time.tsx";
import { useStartPlan } from "./use-start-plan.ts";

export interface StartRunFormProps {
  template: TemplateOption;
  sessionName: string;
  lanes: readonly Pick<LaneView, "name" | "paused_at">[];
  initialLane: string;
  /** What the fields begin with, before the template's defaults. */
  given?: JsonObject | undefined;
  givenPlan?: GivenPlan | undefined;
  /** Starts without a question where the template has none that its defaults do not answer. */
  atOnce?: boolean;
  /** The way out of a form that no list of templates stands before. */
  dismiss?: string;
  onBack: () => void;
  onStart: (request: StartRunRequest) => Promise<ActionResult>;
}

/** The form of one template; for a template that asks for it, the parameters once more before the start. */
export function StartRunForm({
  template,
  sessionName,
  lanes,
  initialLane,
  given,
  givenPlan,
  atOnce = false,
  dismiss,
  onBack,
  onStart,
}: StartRunFormProps) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const parameters = useParameterForm(template.parameter_schema, given);
  const [lane, setLane] = useState(initialLane);
  const plan = useStartPlan(givenPlan);
  const [review, setReview] = useState<JsonObject | null>(null);
  const [typed, setTyped] = useState("");
  const [typedError, setTypedError] = useState<{ message: string }>();
  const action = useAction();
  const paused = lanes.find((option) => option.name === lane)?.paused_at != null;

  const start = (parameters: JsonObject) => {
    const planned = plan.check();
    if (planned === null) return setReview(null);
    const asked = { template: template.slug, version: template.version, lane, parameters, ...planned };
    void action.run(() => onStart(asked));
  };
  const edit = () => {
    setReview(null);
    setTyped("");
    setTypedError(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (review !== null) {
      const wrong = mistyped(typed, confirmTarget(template, review));
      return wrong === null ? start(review) : setTypedError({ message: wrong });
    }
    const checked = parameters.check();
    if (!checked.ok) {
      const wrong = parameters.fields.findIndex((field) => checked.errors.has(field.name));
      return focusParameter(form.current, id, wrong);
    }
    if (template.confirm && plan.check() !== null) setReview(checked.parameters);
    else start(checked.parameters);
  };
  const begin = useEffectEvent(() => {
    const checked = parameters.check(true);
    if (checked.ok && atOnce && !template.confirm) return start(checked.parameters);
    // What had the focus is gone: the picker's button before the form, the fields before the review, which takes it itself.
    const wanting = checked.ok ? 0 : parameters.fields.findIndex((field) => checked.errors.has(field.name));
    if (!matchMedia("(pointer: coarse)").matches) focusParameter(form.current, id, Math.max(0, wanting));
  });
  const reviewing = review !== null;
  useEffect(() => {
    if (!reviewing) begin();
  }, [reviewing]);

  return (
    <>
      <DialogBody>
        <Form ref={form} id={id} noValidate className="flex flex-col gap-4" onSubmit={submit}>
          {review === null ? (
            <>
              <ParameterForm id={id} form={parameters} />
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
                value={plan.fields.time}
                error={plan.errors.time}
                onChange={(time) => plan.change({ time })}
              />
              <StartLimits id={id} plan={plan} />
            </>
          ) : (
            <StartRunReview
              id={`${id}-target`}
              title={`This starts “${template.name}” in ${sessionName}, lane ${lane}`}
              parameters={review}
              target={confirmTarget(template, review)}
              does="start it"
              typed={typed}
              error={typedError}
              onType={(text) => {
                setTyped(text);
                setTypedError(undefined);
              }}
            />
          )}
          <ActionFailureNotice failure={action.failure} />
        </Form>
      </DialogBody>
      <DialogFooter>
        {review === null && dismiss !== undefined ? (
          <Button variant="ghost" onClick={onBack}>
            {dismiss}
          </Button>
        ) : (
          <Button variant="ghost" className="mr-auto" onClick={review === null ? onBack : edit}>
            <ArrowLeft aria-hidden />
            {review === null ? "Templates" : "Back"}
          </Button>
        )}
        <Button type="submit" form={id} variant="primary" busy={action.busy}>
          {action.busy
            ? "Starting…"
            : template.confirm && review === null
              ? "Review"
              : plan.fields.time === null
                ? "Start run"
                : "Start later"}
        </Button>
      </DialogFooter>
    </>
  );
}
