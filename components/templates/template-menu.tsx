"use client";
import { Archive, ArchiveRestore, CopyPlus, Download, Ellipsis, Play, Trash2 } from "lucide-react";
import { Button } from "../ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";

export interface TemplateSubject {
  slug: string;
  name: string;
  archived_at: string | null;
}

export interface TemplateActions {
  /** Why this person may only read and export; null: they may do all of it. */
  whyNot: string | null;
  onExport: (template: TemplateSubject) => void;
  onRun: (template: TemplateSubject) => void;
  onDuplicate: (template: TemplateSubject) => void;
  onArchive: (template: TemplateSubject) => void;
  onUnarchive: (template: TemplateSubject) => void;
  onDelete: (template: TemplateSubject) => void;
}

/** What can be done with one template. */
export function TemplateMenu({ template, whyNot, ...actions }: TemplateActions & { template: TemplateSubject }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={`Actions of ${template.name}`}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
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
