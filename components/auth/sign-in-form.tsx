"use client";
import { useForm } from "react-hook-form";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Form } from "../form/form.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Link } from "../ui/link.tsx";

export interface SignInFormProps {
  /** Goes on to the page that was asked for when it answers ok. */
  onSignIn: (credentials: { email: string; password: string }) => Promise<ActionResult>;
  /** Where somebody who forgot the password goes; absent where no mail is sent. */
  resetHref?: string;
}

export function SignInForm({ onSignIn, resetHref }: SignInFormProps) {
  const action = useAction();
  const form = useForm({ defaultValues: { email: "", password: "" } });
  const { errors } = form.formState;
  return (
    <Form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit(async (values) => void (await action.run(() => onSignIn(values))))}
    >
      <Field id="email" label="E-mail" error={errors.email?.message}>
        <Input
          id="email"
          type="email"
          autoComplete="username"
          className="h-9"
          {...describedBy("email", "", errors.email?.message)}
          {...form.register("email", { required: "Give your e-mail address." })}
        />
      </Field>
      <Field id="password" label="Password" error={errors.password?.message}>
        <Input
          id="password"
          type="password"
          autoComplete="current-password"
          className="h-9"
          {...describedBy("password", "", errors.password?.message)}
          {...form.register("password", { required: "Give your password." })}
        />
      </Field>
      <ActionFailureNotice failure={action.failure} />
      <Button type="submit" variant="primary" size="lg" busy={action.busy}>
        {action.busy ? "Signing in…" : "Sign in"}
      </Button>
      {resetHref !== undefined && (
        <Link href={resetHref} className="self-start text-accent hover:underline">
          Set a new password
        </Link>
      )}
    </Form>
  );
}
