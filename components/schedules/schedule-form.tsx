"use client";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { CatchUp, Overlap } from "../../supabase/functions/_shared/contracts/schedule.ts";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Form } from "../form/form.tsx";
import { focusParameter, ParameterForm } from "../form/parameter-form.tsx";
import { useAction } from "../form/use-action.ts";
import { useParameterForm } from "../form/use-parameter-form.ts";
import type { ActionFailure, JsonObject, TemplateOption } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { DialogBody, DialogClose, DialogFooter } from "../ui/dialog.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { catchUpText, overlapText, underField, wrongTiming } from "./schedule.model.ts";
import type { Preview, ScheduleDialogProps } from "./schedule-dialog.tsx";
import { ScheduleMeanwhile } from "./schedule-meanwhile.tsx";
import { ScheduleTiming, type TimingErrors } from "./schedule-timing.tsx";

export interface ScheduleFormProps extends ScheduleDialogProps {
  templates: readonly TemplateOption[];
  sessions: readonly { id: number; name: string }[];
}

const nameHint = "Its runs are called so.";
const noSchema: JsonObject = { type: "object" };
const focusField = (id: string, field: string) => document.getElementById(`${id}-${field}`)?.focus();
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Name, what, where, when, and what to do when it does not fit. */
export function ScheduleForm(props: ScheduleFormProps) {
  const { schedule, templates, sessions, lanes, sessionId, onSession, preview, onTiming, onSave, onOpenChange } = props;
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const action = useAction();
  const [name, setName] = useState(schedule?.name ?? "");
  const [slug, setSlug] = useState(schedule?.template ?? templates[0]?.slug ?? "");
  const [lane, setLane] = useState(schedule?.lane ?? "");
  const [timing, setTiming] = useState({ cron: schedule?.cron ?? "", timeZone: schedule?.time_zone ?? browserZone() });
  const [catchUp, setCatchUp] = useState<CatchUp>(schedule?.catch_up ?? "one");
  const [overlap, setOverlap] = useState<Overlap>(schedule?.overlap ?? "queue");
  const template = templates.find((option) => option.slug === slug);
  // Its own parameters only fill the form of its own template.
  const own = schedule !== null && schedule.template === slug ? schedule.parameters : undefined;
  const parameters = useParameterForm(template?.parameter_schema ?? noSchema, own);
  const chosenLane = lanes?.some((option) => option.name === lane) ? lane : (lanes?.[0]?.name ?? "");

  const { failure } = action;
  // Somebody else has saved it since; what that was is said once the screen knows it.
  const outrun = failure?.code === "schedule_changed" && props.current?.revision !== schedule?.revision;
  const refusedField = failure?.field;
  const nameError = refusedField === "name" ? failure?.message : undefined;
  const timingErrors = timingErrorsOf(failure, preview, timing.timeZone);
  // Once it is marked, so that it is read out with what is wrong.
  useEffect(() => {
    if (refusedField !== undefined) focusField(id, refusedField);
  }, [refusedField, id]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const checked = parameters.check();
    const [wrong] = Object.keys(timingErrors);
    if (wrong !== undefined) return focusField(id, wrong);
    if (!checked.ok) {
      const first = parameters.fields.findIndex((field) => checked.errors.has(field.name));
      return focusParameter(form.current, `${id}-parameter`, first);
    }
    if (sessionId === null) return;
    const { cron, timeZone: time_zone } = timing;
    const saved = await action.run(() =>
      onSave({
        ...{ session_id: sessionId, name: name.trim(), template: slug, lane: chosenLane },
        ...{ parameters: checked.parameters, cron, time_zone, catch_up: catchUp, overlap },
      }),
    );
    if (saved) onOpenChange(false);
  };

  return (
    <>
      <DialogBody>
        <Form ref={form} id={id} className="flex flex-col gap-4" onSubmit={submit}>
          <Field id={`${id}-name`} label="Name" hint={nameHint} error={nameError}>
            <Input
              id={`${id}-name`}
              required
              maxLength={100}
              autoComplete="off"
              {...describedBy(`${id}-name`, nameHint, nameError)}
              placeholder="Nightly backup"
              value={name}
              onChange={(event) => {
                setName(event.target.value);
                if (nameError !== undefined) action.clear();
              }}
            />
          </Field>
          <div className="grid gap-4 sm:grid-cols-3">
            <Field id={`${id}-template`} label="Template">
              <Select
                id={`${id}-template`}
                value={slug}
                onValueChange={(next) => {
                  setSlug(next);
                  parameters.reset();
                }}
                options={templates.map((option) => ({ value: option.slug, label: option.name }))}
              />
            </Field>
            <Field id={`${id}-session`} label="Session">
              <Select
                id={`${id}-session`}
                value={sessionId === null ? "" : String(sessionId)}
                disabled={schedule !== null}
                onValueChange={(next) => onSession(Number(next))}
                options={sessions.map((option) => ({ value: String(option.id), label: option.name }))}
              />
            </Field>
            <Field id={`${id}-lane`} label="Lane">
              <Select
                id={`${id}-lane`}
                value={chosenLane}
                onValueChange={setLane}
                options={(lanes ?? []).map((option) => ({ value: option.name, label: option.name }))}
              />
            </Field>
          </div>
          <ScheduleTiming
            id={id}
            {...timing}
            preview={preview}
            errors={timingErrors}
            onChange={(cron, timeZone) => {
              setTiming({ cron, timeZone });
              onTiming(cron, timeZone);
              if (refusedField === "cron" || refusedField === "time_zone") action.clear();
            }}
          />
          {parameters.fields.length > 0 && (
            <fieldset className="flex flex-col gap-4 rounded-md border border-line bg-sunken p-3">
              <legend className="px-1 font-medium">Parameters</legend>
              <ParameterForm id={`${id}-parameter`} form={parameters} />
            </fieldset>
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field id={`${id}-overlap`} label="While its last run still goes on">
              <Select
                id={`${id}-overlap`}
                value={overlap}
                onValueChange={(next) => setOverlap(Overlap.parse(next))}
                options={Overlap.options.map((value) => ({ value, label: overlapText[value] }))}
              />
            </Field>
            <Field id={`${id}-catch-up`} label="What passed while no worker was there">
              <Select
                id={`${id}-catch-up`}
                value={catchUp}
                onValueChange={(next) => setCatchUp(CatchUp.parse(next))}
                options={(["one", "all", "skip"] as const).map((value) => ({ value, label: catchUpText[value] }))}
              />
            </Field>
          </div>
          {schedule !== null && (
            <ScheduleMeanwhile opened={schedule} current={props.current} refused={outrun} onReload={props.onReload} />
          )}
          <ActionFailureNotice failure={outrun ? null : failure} />
        </Form>
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="ghost">{schedule === null ? "Not now" : "Keep as it is"}</Button>
        </DialogClose>
        <Button type="submit" form={id} variant="primary" busy={action.busy}>
          {action.busy ? "Saving…" : schedule === null ? "Create schedule" : "Save schedule"}
        </Button>
      </DialogFooter>
    </>
  );
}

/** What is wrong with the times, as the preview or the refused command says. */
function timingErrorsOf(failure: ActionFailure | null, preview: Preview, timeZone: string): TimingErrors {
  const field = wrongTiming(timeZone);
  if (failure?.field === field) return { [field]: underField(field, failure.message) };
  if (preview === null || !("error" in preview) || preview.code !== "invalid_input") return {};
  return { [field]: underField(field, preview.error) };
}
