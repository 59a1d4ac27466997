"use client";
import type { RunView } from "../../supabase/functions/_shared/contracts/run-view.ts";
import { whyNot } from "../access/why-not.model.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import { groupViews, whyNotChange, whyNotSave } from "./views.model.ts";
import type { ViewsMenuProps } from "./views-menu.tsx";

const all = "all";

/** What the menu of views holds. Not modal: a dialog may follow, which takes the focus. */
export function ViewsPanel(props: ViewsMenuProps & MenuProps) {
  const { trigger, viewer, views, current, query, defaultId, onChoose, onAsk, onDefault, onRetry } = props;
  const { mine, team } = groupViews(views ?? [], viewer);
  const readsOnly = whyNot(viewer.role, "write");
  const choose = (value: string) => onChoose((views ?? []).find(({ id }) => String(id) === value) ?? null);
  const isDefault = current !== null && current.id === defaultId;
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-w-80" whyNot={readsOnly}>
        <DropdownMenuRadioGroup
          value={current === null ? (query === "" ? all : "") : String(current.id)}
          onValueChange={choose}
        >
          <DropdownMenuRadioItem value={all}>All runs</DropdownMenuRadioItem>
          <Group title="Mine" views={mine} defaultId={defaultId} />
          <Group title="Shared with the team" views={team} defaultId={defaultId} withOwner />
        </DropdownMenuRadioGroup>
        {views === null && (
          <>
            <DropdownMenuLabel role="alert">The saved views could not be read.</DropdownMenuLabel>
            <DropdownMenuItem
              onSelect={(event) => {
                event.preventDefault();
                onRetry();
              }}
            >
              Try again
            </DropdownMenuItem>
          </>
        )}
        {views?.length === 0 && (
          <DropdownMenuLabel>
            {readsOnly === null
              ? "No saved views yet. Set filters, then save them here."
              : "Nobody has shared a view yet."}
          </DropdownMenuLabel>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem whyNot={whyNotSave(query, current, viewer)} onSelect={() => onAsk("save")}>
          Save these filters…
        </DropdownMenuItem>
        {current !== null && (
          <>
            <DropdownMenuItem whyNot={whyNotChange(current, viewer)} onSelect={() => onAsk("change")}>
              Rename or share…
            </DropdownMenuItem>
            <DropdownMenuItem whyNot={readsOnly} onSelect={() => onDefault(isDefault ? null : current)}>
              {isDefault ? "Open Runs with all runs again" : "Open Runs with this view"}
            </DropdownMenuItem>
            <DropdownMenuItem danger whyNot={whyNotChange(current, viewer)} onSelect={() => onAsk("delete")}>
              Delete…
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

interface GroupProps {
  title: string;
  views: readonly RunView[];
  defaultId: number | null;
  withOwner?: boolean;
}

function Group({ title, views, defaultId, withOwner = false }: GroupProps) {
  if (views.length === 0) return null;
  return (
    <>
      <DropdownMenuLabel>{title}</DropdownMenuLabel>
      {views.map((view) => (
        <DropdownMenuRadioItem key={view.id} value={String(view.id)}>
          <span className="truncate">{view.name}</span>
          <span className="ml-auto shrink-0 pl-2 text-muted text-sm">
            {[withOwner ? view.owner_name : view.shared && "shared", view.id === defaultId && "opens first"]
              .filter(Boolean)
              .join(", ")}
          </span>
        </DropdownMenuRadioItem>
      ))}
    </>
  );
}
