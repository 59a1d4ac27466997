import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** A dense table; wider than its place it scrolls sideways by itself, never the page. */
export function Table({ className, ...props }: ComponentProps<"table">) {
  return (
    <div className="overflow-x-auto">
      <table className={cn("w-full border-collapse text-left", className)} {...props} />
    </div>
  );
}

export function TableHead({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={cn(
        "h-8 whitespace-nowrap border-line border-b px-2 font-medium text-muted text-sm first:pl-3 last:pr-3 sm:px-3",
        className,
      )}
      {...props}
    />
  );
}

/** Heads the column of buttons and menus; read out, not seen. */
export function ActionsHead() {
  return (
    <TableHead>
      <span className="sr-only">Actions</span>
    </TableHead>
  );
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("relative last:*:border-b-0 hover:bg-hover", className)} {...props} />;
}

export function TableCell({ className, ...props }: ComponentProps<"td">) {
  return (
    <td
      className={cn("h-(--row-height) border-line border-b px-2 align-middle first:pl-3 last:pr-3 sm:px-3", className)}
      {...props}
    />
  );
}
