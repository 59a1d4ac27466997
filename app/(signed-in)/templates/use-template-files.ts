import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useControlRoom } from "../../../lib/context.ts";
import { newTemplate, writeDraft } from "../../../lib/templates/draft-store.ts";
import { templateQuery, templateVersionQuery } from "../../../lib/templates/template-query.ts";
import { saveFile } from "../save-file.ts";
import type { TemplateQuestion } from "./template-dialogs.tsx";

/** What a template's text may come from and go to: files, other templates, drafts of this browser. */
export function useTemplateFiles(ask: (question: TemplateQuestion) => void) {
  const { connect } = useControlRoom();
  const cache = useQueryClient();
  const router = useRouter();

  const newest = async (slug: string) => {
    const template = await cache.fetchQuery(templateQuery(connect, slug));
    const version = template?.versions[0]?.version;
    const content = version === undefined ? null : await cache.fetchQuery(templateVersionQuery(connect, slug, version));
    if (content === null) throw new Error(`There is no template ${slug} any more.`);
    return content;
  };
  const open = (slug: string, view?: "changes") =>
    router.push(`/templates/${slug}${view === undefined ? "" : `?beside=${view}`}`);
  /** Lays the text down as the draft of `slug` and opens it; asks first where that would replace another draft. */
  const openWith = async (slug: string, text: string, base: number, view?: "changes") => {
    const go = () => {
      if (!writeDraft(slug, text, base))
        throw new Error("This browser keeps no drafts: its storage is full or switched off.");
      open(slug, view);
    };
    const { readDraft } = await import("../../../lib/templates/draft-read.ts");
    const kept = readDraft(slug);
    if (kept === null || kept.text === text) go();
    else ask({ what: "replace", slug, saved_at: kept.saved_at, go });
  };
  return {
    open,
    async importFile(file: File, known: readonly { slug: string; version: number }[]) {
      // What reads YAML is fetched when somebody imports something.
      const { readTemplateSource } = await import("../../../lib/template-source/read-source.ts");
      const text = await file.text();
      const { value } = readTemplateSource(text);
      const slug = typeof value === "object" && value !== null && "slug" in value ? value.slug : null;
      const existing = known.find((template) => template.slug === slug);
      if (existing === undefined) await openWith(newTemplate, text, 0);
      else await openWith(existing.slug, text, existing.version, "changes");
    },
    async exportNewest(slug: string) {
      saveTemplate(slug, (await newest(slug)).source);
    },
    async duplicate(slug: string) {
      const { source, definition } = await newest(slug);
      const text = source
        .replace(/^slug:.*$/m, `slug: ${`${slug}-copy`.slice(0, 63)}`)
        .replace(/^name:.*$/m, `name: ${JSON.stringify(`${definition.name} (copy)`)}`);
      await openWith(newTemplate, text, 0);
    },
  };
}

export function saveTemplate(slug: string, source: string): void {
  saveFile(`${slug}.yaml`, "application/yaml", new TextEncoder().encode(source));
}
