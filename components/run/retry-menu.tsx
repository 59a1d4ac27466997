"use client";
import { RotateCcw } from "lucide-react";
import { lazy } from "react";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";

export interface RetryMenuProps {
  busy: boolean;
  onRetry: (from: "start" | "failed_step") => void;
  /** Null: it cannot be cloned. */
  onEdit: (() => void) | null;
  edit: string;
  whyNot: string | null;
}

const load = () => import("./retry-menu-panel.tsx");
const RetryMenuPanel = lazy(async () => ({ default: (await load()).RetryMenuPanel }));

/** Where a run that has ended begins again. */
export function RetryMenu(props: RetryMenuProps) {
  return (
    <MenuOnDemand
      prefetch={load}
      menu={(trigger) => <RetryMenuPanel {...props} trigger={trigger} />}
      trigger={
        <Button variant="primary" busy={props.busy}>
          <RotateCcw aria-hidden />
          {props.busy ? "Asking…" : "Retry"}
        </Button>
      }
    />
  );
}
