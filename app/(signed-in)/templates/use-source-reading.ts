import { useDeferredValue, useEffect, useMemo, useState } from "react";
import type { EditorProblem } from "../../../components/templates/yaml-editor.tsx";
import { readTemplateSource } from "../../../lib/template-source/read-source.ts";
import type { TemplateDefinition } from "../../../supabase/functions/_shared/contracts/template.ts";

export interface SourceState {
  /** Null while there are problems. */
  definition: TemplateDefinition | null;
  problems: readonly EditorProblem[];
  /** The last definition that there was. */
  lastGood: TemplateDefinition | null;
}

/** Reads the text as it is being written. `slug`: the one that it has to keep; null: a new template, which may have any. */
export function useSourceReading(text: string, slug: string | null): SourceState {
  const deferred = useDeferredValue(text);
  const [before, setBefore] = useState<TemplateDefinition | null>(null);
  const reading = useMemo(() => readAs(deferred, slug), [deferred, slug]);
  useEffect(() => {
    if (reading.definition !== null) setBefore(reading.definition);
  }, [reading]);
  return { ...reading, lastGood: reading.definition ?? before };
}

function readAs(text: string, slug: string | null): Pick<SourceState, "definition" | "problems"> {
  const { definition, problems } = readTemplateSource(text);
  if (definition === null || slug === null || definition.slug === slug) return { definition, problems };
  const from = Math.max(0, text.search(/^slug:/m));
  const end = text.indexOf("\n", from);
  const line = text.slice(0, from).split("\n").length;
  const message = `slug: a template keeps its name, ${slug}; duplicate it to give it another`;
  return { definition: null, problems: [{ from, to: end < 0 ? text.length : end, line, message }] };
}
