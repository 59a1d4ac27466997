"use client";
import { EllipsisVertical } from "lucide-react";
import { lazy } from "react";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";

export type SessionQuestion = "members" | "rename" | "archive" | "reopen";

export interface SessionActionsMenuProps {
  name: string;
  archived: boolean;
  /** Why this person may not change it, though they see who its members are; null: they may. */
  whyNot: string | null;
  onAsk: (question: SessionQuestion) => void;
}

const load = () => import("./session-actions-panel.tsx");
const SessionActionsPanel = lazy(async () => ({ default: (await load()).SessionActionsPanel }));

/** What concerns a session as a whole. */
export function SessionActionsMenu(props: SessionActionsMenuProps) {
  return (
    <MenuOnDemand
      prefetch={load}
      menu={(trigger) => <SessionActionsPanel {...props} trigger={trigger} />}
      trigger={
        <Button variant="ghost" size="icon-sm" aria-label={`Session ${props.name}: members, name, archive`}>
          <EllipsisVertical aria-hidden />
        </Button>
      }
    />
  );
}
