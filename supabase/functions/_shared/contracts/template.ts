import { z } from "zod";
import { Id, Slug } from "./ids.ts";
import { limits } from "./limits.ts";
import { compileParameterSchema } from "./parameters.ts";
import { StepDefinition } from "./step.ts";
import { jsonObject, shortText } from "./text.ts";
import { Backoff, QueueExpiry, RunTimeout } from "./timing.ts";

/** Refused at publishing time, so that no run ever meets a schema that cannot be checked. */
const ParameterSchema = jsonObject(limits.parametersBytes).superRefine((schema, context) => {
  try {
    compileParameterSchema(schema);
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "cannot be used" });
  }
});

/** What one version of a runbook says. Immutable once published. */
export const TemplateDefinition = z.strictObject({
  slug: Slug,
  name: shortText(100),
  description: z.string().max(4_000).default(""),
  /** JSON Schema (draft 2020-12) of an object; the form and the check of parameters come from it. */
  parameter_schema: ParameterSchema.default({ type: "object", properties: {} }),
  steps: z.array(StepDefinition).min(1).max(limits.stepsPerRun),
  default_lane: shortText(50).nullable().default(null),
  timeout_seconds: RunTimeout.nullable().default(null),
  expires_in_seconds: QueueExpiry.nullable().default(null),
  /** 1 means: never again by itself, also not after a worker's death. */
  max_attempts: z.int().min(1).max(20).default(1),
  backoff: Backoff.default({ initial_seconds: 5, max_seconds: 300, jitter: 0.2 }),
  confirm: z.boolean().default(false),
});
export type TemplateDefinition = z.infer<typeof TemplateDefinition>;

export const PublishTemplateInput = TemplateDefinition;
/** Publishing what is already the newest version returns it and makes no new one (`created` false). */
export const PublishTemplateOutput = z.object({
  template_id: Id,
  slug: Slug,
  version_id: Id,
  version: z.int(),
  created: z.boolean(),
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
