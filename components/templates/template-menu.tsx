"use client";
import { EllipsisVertical } from "lucide-react";
import { lazy } from "react";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";

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

const load = () => import("./template-menu-panel.tsx");
const TemplateMenuPanel = lazy(async () => ({ default: (await load()).TemplateMenuPanel }));

/** What can be done with one template. */
export function TemplateMenu(props: TemplateActions & { template: TemplateSubject }) {
  return (
    <MenuOnDemand
      prefetch={load}
      menu={(trigger) => <TemplateMenuPanel {...props} trigger={trigger} />}
      trigger={
        <Button variant="ghost" size="icon-sm" aria-label={`Actions of ${props.template.name}`}>
          <EllipsisVertical aria-hidden />
        </Button>
      }
    />
  );
}
