"use client";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { AccountForm, type NewAccount } from "../auth/account-form.tsx";
import { Form } from "../form/form.tsx";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { CopyBlock } from "./copy-block.tsx";
import { Check, StepPanel } from "./step-panel.tsx";

export interface PeopleStepProps {
  /** Steps 1 and 2 are done. */
  ready: boolean;
  /** Null while unknown. */
  hasAdmin: boolean | null;
  /** The name of the signed-in admin. */
  admin: string | null;
  /** A worker is there and the first run has succeeded. */
  working: boolean;
  /** From the printed address. */
  code: string | null;
  onSetup: (code: string, operator: NewAccount) => Promise<ActionResult>;
  /** Workers and the first run, for the signed-in admin. */
  children?: ReactNode;
}

/** The first admin, then workers. */
export function PeopleStep({ ready, hasAdmin, admin, working, code, onSetup, children }: PeopleStepProps) {
  const title = "People and workers";
  if (!ready)
    return <StepPanel number={3} title={title} progress="later" summary="The first admin and the first worker." />;
  if (admin !== null) {
    return (
      <StepPanel number={3} title={title} progress={working ? "done" : "todo"}>
        <Check progress="done" title={`${admin} is admin. Others are invited from the settings.`} />
        {children}
      </StepPanel>
    );
  }
  if (hasAdmin) {
    return (
      <StepPanel number={3} title={title} progress="done" summary="There is an admin already.">
        <Button asChild variant="primary" size="lg" className="self-start">
          <a href="/sign-in">Sign in</a>
        </Button>
      </StepPanel>
    );
  }
  return (
    <StepPanel number={3} title={title} progress="todo">
      <FirstAdmin given={code} onSetup={onSetup} />
    </StepPanel>
  );
}

function FirstAdmin({ given, onSetup }: { given: string | null; onSetup: PeopleStepProps["onSetup"] }) {
  const [code, setCode] = useState(given);
  if (code !== null) {
    return (
      <div className="max-w-sm">
        <h3 className="font-semibold">Set up the first operator</h3>
        <p className="mt-1 mb-4 text-muted">
          You become an admin. The code works once; afterwards this page is closed.
        </p>
        <AccountForm
          passwordHint="There is no default password and no mail is sent."
          verb="Become the first operator"
          busyVerb="Setting up…"
          onSubmit={(operator) => onSetup(code, operator)}
        />
        {given === null && (
          <Button variant="ghost" className="mt-2" onClick={() => setCode(null)}>
            Use another code
          </Button>
        )}
      </div>
    );
  }
  return (
    <>
      <p>
        Whoever holds the one-time code becomes the first admin. It is shown to those alone who run the server or own
        the database; <code>npm start</code> prints it as a part of its address.
      </p>
      <CopyBlock label="In a terminal, in this repository, with OPS_DATABASE_URL set" text="npm run setup-code" />
      <CopyBlock label="Or in the project's SQL editor" text="select private.new_setup_code();" />
      <CodeForm onCode={setCode} />
    </>
  );
}

function CodeForm({ onCode }: { onCode: (code: string) => void }) {
  const { register, handleSubmit, formState } = useForm({ defaultValues: { code: "" } });
  const error = formState.errors.code?.message;
  const hint = "Valid for an hour, once.";
  return (
    <Form
      noValidate
      className="flex max-w-sm flex-col gap-3"
      onSubmit={handleSubmit(({ code }) => onCode(code.trim()))}
    >
      <Field id="code" label="Setup code" hint={hint} error={error}>
        <Input
          id="code"
          autoComplete="off"
          spellCheck={false}
          className="h-9 font-mono"
          {...describedBy("code", hint, error)}
          {...register("code", { validate: (code) => code.trim() !== "" || "Enter the code." })}
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" className="self-start">
        Continue
      </Button>
    </Form>
  );
}
