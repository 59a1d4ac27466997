import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export interface StatePageProps {
  icon: LucideIcon;
  title: ReactNode;
  children?: ReactNode;
  /** What to do next. */
  action?: ReactNode;
  /** `alert` for what went wrong. */
  role?: "alert" | "status";
  /** Of the heading: 1 where it is all there is on the page. */
  level?: 1 | 2;
}

/** What stands where content would: one sign, one sentence, one way on. */
export function StatePage({ icon: Icon, title, children, action, role, level = 1 }: StatePageProps) {
  const Heading = `h${level}` as const;
  return (
    <div role={role} className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center">
      <Icon aria-hidden className="size-5 text-muted" />
      <Heading className="font-semibold text-lg">{title}</Heading>
      {children && <div className="wrap-anywhere text-balance text-muted">{children}</div>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
