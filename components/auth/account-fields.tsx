"use client";
import type { FieldValues, Path, UseFormRegister } from "react-hook-form";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

/** Characters that a password needs at least. */
const minPassword = 10;
const address = /^\S+@\S+$/;

interface FieldProps<Values extends FieldValues> {
  error: string | undefined;
  register: UseFormRegister<Values>;
}

/** The name that others will see, as `name`. */
export function NameField<Values extends FieldValues & { name: string }>({ error, register }: FieldProps<Values>) {
  const rules = { validate: (value: string) => value.trim() !== "" || "Give the name others will see." };
  return (
    <Field id="name" label="Your name" error={error}>
      <Input
        id="name"
        autoComplete="name"
        maxLength={100}
        className="h-9"
        {...describedBy("name", "", error)}
        {...register("name" as Path<Values>, rules)}
      />
    </Field>
  );
}

/** The account's address, as `email`. */
export function EmailField<Values extends FieldValues & { email: string }>({ error, register }: FieldProps<Values>) {
  const rules = {
    pattern: { value: address, message: "This is no e-mail address." },
    required: "Give the address to sign in with.",
  };
  return (
    <Field id="email" label="E-mail" error={error}>
      <Input
        id="email"
        type="email"
        autoComplete="username"
        className="h-9"
        {...describedBy("email", "", error)}
        {...register("email" as Path<Values>, rules)}
      />
    </Field>
  );
}

interface NewPasswordFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  /** Follows what is asked of every password. */
  hint?: string;
}

/** A password that is chosen now, as `password`. */
export function NewPasswordField<Values extends FieldValues & { password: string }>(
  props: NewPasswordFieldProps<Values>,
) {
  const { error, register, hint: more } = props;
  const hint = `At least ${minPassword} characters.${more === undefined ? "" : ` ${more}`}`;
  const rules = {
    required: "Choose a password.",
    minLength: { value: minPassword, message: `It needs at least ${minPassword} characters.` },
  };
  return (
    <Field id="password" label="Password" hint={hint} error={error}>
      <Input
        id="password"
        type="password"
        autoComplete="new-password"
        className="h-9"
        {...describedBy("password", hint, error)}
        {...register("password" as Path<Values>, rules)}
      />
    </Field>
  );
}
