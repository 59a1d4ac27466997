import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { cn } from "./cn.ts";

const looks = {
  info: { icon: Info, className: "border-line bg-sunken text-text", mark: "text-muted" },
  warn: { icon: TriangleAlert, className: "border-warn/40 bg-warn-soft text-text", mark: "text-warn" },
  bad: { icon: CircleAlert, className: "border-bad/40 bg-bad-soft text-text", mark: "text-bad" },
} as const;

export interface NoticeProps {
  tone?: keyof typeof looks;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** `alert` interrupts a screen reader: for what just went wrong. */
  role?: "alert" | "status";
  className?: string;
  ref?: Ref<HTMLDivElement> | undefined;
}

/** Says one thing in place: what is so, and what to do about it. */
export function Notice({ tone = "info", title, children, action, role, className, ref }: NoticeProps) {
  const look = looks[tone];
  return (
    <div
      ref={ref}
      role={role}
      className={cn("flex items-start gap-2 rounded-md border px-3 py-2", look.className, className)}
    >
      <look.icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", look.mark)} />
      {/* What can be pressed stands below where it would leave the words no width. */}
      <div className="flex min-w-0 flex-1 flex-wrap items-start gap-2">
        <div className="min-w-0 grow basis-56">
          <p className="wrap-anywhere font-medium">{title}</p>
          {children && <div className="wrap-anywhere mt-0.5 text-muted">{children}</div>}
        </div>
        {action}
      </div>
    </div>
  );
}
