"use client";
import { useForm } from "react-hook-form";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

export interface FirstOperator {
  name: string;
  email: string;
  password: string;
}

export interface SetupFormProps {
  /** Characters that a password needs at least. */
  minPassword?: number;
  onSetup: (operator: FirstOperator) => Promise<ActionResult>;
}

const email = /^\S+@\S+$/;

/** Who the first operator, an admin, is. */
export function SetupForm({ minPassword = 10, onSetup }: SetupFormProps) {
  const action = useAction();
  const form = useForm<FirstOperator>({ defaultValues: { name: "", email: "", password: "" } });
  const { errors } = form.formState;
  const hint = `At least ${minPassword} characters. There is no default password and no mail is sent.`;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit(async (values) => void (await action.run(() => onSetup(values))))}
    >
      <Field id="name" label="Your name" error={errors.name?.message}>
        <Input
          id="name"
          autoComplete="name"
          maxLength={100}
          className="h-9"
          {...describedBy("name", "", errors.name?.message)}
          {...form.register("name", { validate: (value) => value.trim() !== "" || "Give the name others will see." })}
        />
      </Field>
      <Field id="email" label="E-mail" error={errors.email?.message}>
        <Input
          id="email"
          type="email"
          autoComplete="username"
          className="h-9"
          {...describedBy("email", "", errors.email?.message)}
          {...form.register("email", {
            pattern: { value: email, message: "This is no e-mail address." },
            required: "Give the address to sign in with.",
          })}
        />
      </Field>
      <Field id="password" label="Password" hint={hint} error={errors.password?.message}>
        <Input
          id="password"
          type="password"
          autoComplete="new-password"
          className="h-9"
          {...describedBy("password", hint, errors.password?.message)}
          {...form.register("password", {
            required: "Choose a password.",
            minLength: { value: minPassword, message: `It needs at least ${minPassword} characters.` },
          })}
        />
      </Field>
      <ActionFailureNotice failure={action.failure} />
      <Button type="submit" variant="primary" size="lg" busy={action.busy}>
        {action.busy ? "Setting up…" : "Become the first operator"}
      </Button>
    </form>
  );
}
