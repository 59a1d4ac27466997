import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { StatePage } from "./state-page.tsx";

export interface NoPermissionProps {
  title?: string;
  /** What is missing and who can give it. */
  children?: ReactNode;
  action?: ReactNode;
}

/** Signed in, but not allowed here. */
export function NoPermission({ title = "You cannot see this", children, action }: NoPermissionProps) {
  return (
    <StatePage icon={Lock} title={title} action={action}>
      {children ?? "Ask an admin to give you access."}
    </StatePage>
  );
}
