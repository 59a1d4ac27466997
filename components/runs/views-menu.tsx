"use client";
import { Bookmark, ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import type { RunView } from "../../supabase/functions/_shared/contracts/run-view.ts";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";
import type { Viewer } from "./views.model.ts";

export type ViewQuestion = "save" | "change" | "delete";

export interface ViewsMenuProps {
  viewer: Viewer;
  /** Null: they could not be read; undefined: they are being read. */
  views: readonly RunView[] | null | undefined;
  /** The view that the address says, and the address's filters. */
  current: RunView | null;
  query: string;
  /** The view that the way to the list leads to. */
  defaultId: number | null;
  /** Null: all runs. */
  onChoose: (view: RunView | null) => void;
  onAsk: (question: ViewQuestion) => void;
  /** Null: all runs. */
  onDefault: (view: RunView | null) => void;
  onRetry: () => void;
}

const load = () => import("./views-panel.tsx");
const ViewsPanel = lazy(async () => ({ default: (await load()).ViewsPanel }));

/** The saved views of the list of runs, by the name of the one that is on the screen. */
export function ViewsMenu(props: ViewsMenuProps) {
  const { current, query } = props;
  const name = current?.name ?? (query === "" ? "All runs" : "Not saved");
  return (
    <MenuOnDemand
      prefetch={load}
      menu={(trigger) => <ViewsPanel {...props} trigger={trigger} />}
      trigger={
        <Button className="max-w-48" aria-label={`View: ${name}`}>
          <Bookmark aria-hidden />
          <span className="truncate">{name}</span>
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      }
    />
  );
}
