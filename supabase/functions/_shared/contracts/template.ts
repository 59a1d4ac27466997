import * as z from "zod";
import { parameterNames } from "./conditions.ts";
import { checkDeadlineInputs } from "./deadline-input.ts";
import { Id, Instant, Slug } from "./ids.ts";
import { WorkerLabels } from "./label.ts";
import { limits } from "./limits.ts";
import { ParameterSchema } from "./parameter-schema.ts";
import { Steps } from "./step.ts";
import { byteLength, cleanText, jsonObject, shortText } from "./text.ts";
import { Backoff, MaxAttempts, QueueExpiry, RunTimeout } from "./timing.ts";

/** How many runs of all sessions may be under way for one thing at once, e.g. one deployment of an app to an environment. */
export const Concurrency = z.strictObject({
  /** Names the thing, from parameters: `deploy:{{app}}:{{env}}`. Runs whose keys read the same share its slots. */
  key: shortText(200),
  /** A run begins only while fewer runs than this hold its key. */
  limit: z.int().min(1).max(1_000).default(1),
});

/** What one version of a runbook says. Immutable once published. */
export const TemplateDefinition = z.strictObject({
  slug: Slug,
  name: shortText(100),
  description: z.string().max(4_000).default(""),
  /** JSON Schema (draft 2020-12) of an object; the form and the check of parameters come from it. */
  parameter_schema: ParameterSchema.default({ type: "object", properties: {} }),
  steps: Steps,
  default_lane: shortText(50).nullable().default(null),
  timeout_seconds: RunTimeout.nullable().default(null),
  expires_in_seconds: QueueExpiry.nullable().default(null),
  /** 1 means: never again by itself, also not after a worker's death. */
  max_attempts: MaxAttempts.default(1),
  /** Where such a further attempt begins: at the start, or at the first step that has not succeeded; behind the last wait or approval in either case. */
  retry_from: z.enum(["start", "failed_step"]).default("start"),
  backoff: Backoff.default({ initial_seconds: 5, max_seconds: 300, jitter: 0.2 }),
  confirm: z.boolean().default(false),
  concurrency: Concurrency.nullable().default(null),
  /** Only a worker with all of these labels takes its runs. */
  required_labels: WorkerLabels.default([]),
  /** Replaces e-mail addresses and what has the form of a credential in the log. Named secrets are masked whatever stands here. */
  redact: z.boolean().default(true),
});
export type TemplateDefinition = z.infer<typeof TemplateDefinition>;

const sourceText = z
  .string()
  .refine((text) => byteLength(text) <= limits.sourceBytes, `must be at most ${limits.sourceBytes} bytes`)
  .transform(cleanText);

/** Placeholders of a concurrency key; private.concurrency_key reads the same. */
const placeholder = /\{\{([^{}]+)\}\}/g;

function checkConcurrencyKey(
  { concurrency, parameter_schema }: Pick<TemplateDefinition, "concurrency" | "parameter_schema">,
  context: z.RefinementCtx,
): void {
  const known = parameterNames(parameter_schema);
  for (const [, name = ""] of concurrency?.key.matchAll(placeholder) ?? []) {
    if (known.includes(name.trim())) continue;
    const message = `names {{${name}}}, which is no parameter of the template`;
    context.addIssue({ code: "custom", path: ["concurrency", "key"], message });
  }
}

/** A template as its author writes it down. */
export const WrittenTemplate = TemplateDefinition.superRefine(checkConcurrencyKey).superRefine(checkDeadlineInputs);

export const PublishTemplateInput = TemplateDefinition.extend({
  /** The YAML that says so, comments and all, kept with the version. ops-executor refuses one that says something else. */
  source: sourceText.optional(),
  /** What has changed, for those who look at the versions. */
  note: shortText(500).optional(),
  /** The version that this was written on, 0 for a new template; refused when another is the newest by now. */
  base_version: z.int().min(0).optional(),
  /** Makes no version when an older one says the same: whoever publishes what is shipped does not undo what was changed since. */
  only_new: z.boolean().optional(),
})
  .superRefine(checkConcurrencyKey)
  .superRefine(checkDeadlineInputs);
/** Publishing what is already the newest version returns it and makes no new one (`created` false). */
export const PublishTemplateOutput = z.object({
  template_id: Id,
  slug: Slug,
  version_id: Id,
  version: z.int(),
  created: z.boolean(),
});

/** Archived: nobody starts it, and its schedules pause themselves. */
export const ArchiveTemplateInput = z.strictObject({ template: Slug });
export const UnarchiveTemplateInput = z.strictObject({ template: Slug });
/** Refused template_in_use while any run or schedule names it. */
export const DeleteTemplateInput = z.strictObject({ template: Slug });
export const TemplateOutput = z.object({ template: z.object({ slug: Slug, archived_at: Instant.nullable() }) });

/** One version, the newest unless one is named; of archived templates too. */
export const GetTemplateInput = z.strictObject({ template: Slug, version: z.int().positive().optional() });
export const GetTemplateOutput = z.object({
  template: z.object({
    slug: Slug,
    archived_at: Instant.nullable(),
    version: z.int(),
    definition: TemplateDefinition,
    /** Null: it was published without its YAML. */
    source: z.string().nullable(),
    note: z.string().nullable(),
    published_at: Instant,
    published_by: z.string(),
  }),
});

export const TemplateSummary = z.object({
  slug: Slug,
  name: z.string(),
  description: z.string(),
  version: z.int(),
  default_lane: z.string().nullable(),
  parameter_schema: jsonObject(limits.parametersBytes),
});
export const ListTemplatesInput = z.strictObject({});
export const ListTemplatesOutput = z.object({ templates: z.array(TemplateSummary) });
