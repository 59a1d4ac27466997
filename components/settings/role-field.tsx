"use client";
import type { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { isRole, roles } from "./role.model.ts";

export interface RoleFieldProps {
  value: Role;
  onChange: (role: Role) => void;
}

/** One of the roles, with what it may do. */
export function RoleField({ value, onChange }: RoleFieldProps) {
  return (
    <Field id="role" label="Role" hint={roles.find((role) => role.value === value)?.may}>
      <Select
        id="role"
        className="max-w-56"
        aria-describedby="role-hint"
        value={value}
        onValueChange={(chosen) => isRole(chosen) && onChange(chosen)}
        options={roles.map(({ value: option, label }) => ({ value: option, label }))}
      />
    </Field>
  );
}
