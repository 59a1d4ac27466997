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
  onExport: (template: TemplateSubject) => void;
  /** Absent for those who only read. */
  onWrite?:
    | {
        run: (template: TemplateSubject) => void;
        duplicate: (template: TemplateSubject) => void;
        archive: (template: TemplateSubject) => void;
        unarchive: (template: TemplateSubject) => void;
        remove: (template: TemplateSubject) => void;
      }
    | undefined;
}

/** What can be done with one template. */
export function TemplateMenu({ template, onExport, onWrite }: TemplateActions & { template: TemplateSubject }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={`Actions of ${template.name}`}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {onWrite && template.archived_at === null && (
          <DropdownMenuItem onSelect={() => onWrite.run(template)}>
            <Play aria-hidden />
            Run
          </DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={() => onExport(template)}>
          <Download aria-hidden />
          Export
        </DropdownMenuItem>
        {onWrite && (
          <>
            <DropdownMenuItem onSelect={() => onWrite.duplicate(template)}>
              <CopyPlus aria-hidden />
              Duplicate
            </DropdownMenuItem>
            <DropdownMenuSeparator />
            {template.archived_at === null ? (
              <DropdownMenuItem onSelect={() => onWrite.archive(template)}>
                <Archive aria-hidden />
                Archive
              </DropdownMenuItem>
            ) : (
              <DropdownMenuItem onSelect={() => onWrite.unarchive(template)}>
                <ArchiveRestore aria-hidden />
                Bring back
              </DropdownMenuItem>
            )}
            <DropdownMenuItem danger onSelect={() => onWrite.remove(template)}>
              <Trash2 aria-hidden />
              Delete
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
