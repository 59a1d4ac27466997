import { Link } from "../ui/link.tsx";

export interface BarListItem {
  key: string;
  name: string;
  href: string;
  /** Of the longest bar, from 0 to 1. */
  share: number;
  value: string;
  /** What it is a part of. */
  of?: string;
}

/** Named amounts, largest first; each opens its runs. */
export function BarList({
  label,
  items,
  tone,
}: {
  label: string;
  items: readonly BarListItem[];
  tone: "bad" | "accent";
}) {
  return (
    <ol aria-label={label} className="flex flex-col gap-0.5">
      {items.map((item) => (
        <li key={item.key} className="relative rounded-sm px-1.5 py-1 hover:bg-hover">
          <div className="flex items-baseline gap-2">
            <Link href={item.href} className="min-w-0 flex-1 truncate whole after:rounded-sm">
              {item.name}
            </Link>
            <span className="shrink-0 font-medium">
              {item.value}
              {item.of && <span className="font-normal text-muted text-sm"> {item.of}</span>}
            </span>
          </div>
          <div aria-hidden className="mt-1 h-1.5 rounded-sm bg-sunken">
            <div
              className={`h-full rounded-sm ${tone === "bad" ? "bg-bad" : "bg-accent"}`}
              style={{ width: `${Math.max(1, item.share * 100)}%` }}
            />
          </div>
        </li>
      ))}
    </ol>
  );
}
