import { Notice } from "../ui/notice.tsx";

export interface AdminsOnlyProps {
  role: string;
  /** What they may not do: "change roles and invite people". */
  verb: string;
}

/** Says why the controls below are disabled; nothing for an admin. */
export function AdminsOnly({ role, verb }: AdminsOnlyProps) {
  if (role === "admin") return null;
  return (
    <Notice title={`Only admins ${verb}`}>
      You are {role === "auditor" ? "an auditor" : "an operator"}; ask an admin to do it or to change your role.
    </Notice>
  );
}
