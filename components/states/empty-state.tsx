import { Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { StatePage } from "./state-page.tsx";

export interface EmptyStateProps {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing there yet, and how to change that. */
export function EmptyState(props: EmptyStateProps) {
  return <StatePage level={2} icon={Inbox} {...props} />;
}
