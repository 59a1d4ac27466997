import { TrendingDown, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { Link } from "../ui/link.tsx";
import type { Change } from "./overview.model.ts";

export interface KeyFigureProps {
  name: string;
  value: ReactNode;
  /** Where the runs behind it are listed. */
  href?: string;
  detail?: ReactNode;
  change?: Change;
}

/** One number that is looked at first, and how it compares. */
export function KeyFigure({ name, value, href, detail, change }: KeyFigureProps) {
  return (
    <div className="relative flex min-w-0 flex-col gap-0.5 rounded-lg border border-line bg-surface px-3 py-2.5">
      <dt className="text-muted text-sm">{name}</dt>
      <dd className="font-semibold text-xl">
        {href === undefined ? (
          value
        ) : (
          <Link href={href} className="whole after:rounded-lg hover:underline">
            {value}
          </Link>
        )}
      </dd>
      {detail && <dd className="text-muted text-sm">{detail}</dd>}
      {change && change.text !== "" && (
        <dd className={cn("flex items-start gap-1 text-sm", change.better === false ? "text-warn" : "text-muted")}>
          {change.better !== null &&
            (change.better ? (
              <TrendingUp aria-hidden className="mt-0.5 size-3 shrink-0" />
            ) : (
              <TrendingDown aria-hidden className="mt-0.5 size-3 shrink-0" />
            ))}
          {change.text}
        </dd>
      )}
    </div>
  );
}
