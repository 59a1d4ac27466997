"use client";
import { Archive, ArchiveRestore, CopyPlus, Download, Play, Trash2 } from "lucide-react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import type { TemplateActions, TemplateSubject } from "./template-menu.tsx";

export type TemplateMenuPanelProps = MenuProps & TemplateActions & { template: TemplateSubject };

/** What the menu of a template holds. */
export function TemplateMenuPanel({ trigger, template, whyNot, ...actions }: TemplateMenuPanelProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end" whyNot={whyNot}>
        {template.archived_at === null && (
          <DropdownMenuItem whyNot={whyNot} onSelect={() => actions.onRun(template)}>
            <Play aria-hidden />
            Run
          </DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={() => actions.onExport(template)}>
          <Download aria-hidden />
          Export
        </DropdownMenuItem>
        <DropdownMenuItem whyNot={whyNot} onSelect={() => actions.onDuplicate(template)}>
          <CopyPlus aria-hidden />
          Duplicate
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        {template.archived_at === null ? (
          <DropdownMenuItem whyNot={whyNot} onSelect={() => actions.onArchive(template)}>
            <Archive aria-hidden />
            Archive
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem whyNot={whyNot} onSelect={() => actions.onUnarchive(template)}>
            <ArchiveRestore aria-hidden />
            Bring back
          </DropdownMenuItem>
        )}
        <DropdownMenuItem danger whyNot={whyNot} onSelect={() => actions.onDelete(template)}>
          <Trash2 aria-hidden />
          Delete
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
