import * as z from "zod";
import { parameterNames } from "./conditions.ts";
import { limits } from "./limits.ts";
import { ParameterSchema } from "./parameter-schema.ts";
import { SecretName } from "./secret-name.ts";
import { byteLength, Json, jsonBytes, shortText } from "./text.ts";
import { StepRetry } from "./timing.ts";

/** A number, or text with `{{placeholders}}` that yields one when the step starts. */
const Numeric = z.union([z.number(), z.string().regex(/\{\{.+\}\}/, "must be a number or contain a {{placeholder}}")]);

const common = {
  name: shortText(100),
  timeout_seconds: z.number().positive().max(86_400).optional(),
};

/** An environment variable's name as POSIX shells take it. The OPS_ names are the worker's own. */
const EnvName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
  .refine((name) => !name.startsWith("OPS_"), "names that begin with OPS_ are reserved");

const ExitCodes = z.array(z.int().min(1).max(255)).min(1).max(50);

/** A parameter that holds a secret's name; in its schema `x-secret: true`. */
const SecretParameter = z
  .string()
  .regex(/^\{\{\s*[^{}\s]+\s*\}\}$/, "must be a secret's name, or {{parameter}} that holds one");

/**
 * Runs a script in the attempt's workspace. Parameters arrive only as environment variables (`OPS_PARAM_<NAME>`); files put into
 * `$OPS_ARTIFACTS` are attached when the step ends. A script that fails for good says why in the file `$OPS_NO_RETRY`. What it writes to
 * the file `$OPS_OUTPUTS` (lines `name=value`, or one JSON object) later steps get as `OPS_OUTPUT_<STEP>_<NAME>`.
 */
export const ShellStep = z.strictObject({
  ...common,
  kind: z.literal("shell"),
  retry: StepRetry.optional(),
  /** Only these failures may be retried, or all but these: within the attempt and by another one. */
  retry_on_exit_codes: ExitCodes.optional(),
  no_retry_exit_codes: ExitCodes.optional(),
  run: z.string().min(1).max(65_536),
  shell: z.enum(["bash", "sh"]).default("bash"),
  env: z.record(EnvName, z.string().max(32_768)).default({}),
  /** Secrets that the script gets as environment variables of their names. */
  secrets: z
    .array(SecretName.refine((name) => !name.startsWith("OPS_"), "names that begin with OPS_ are reserved"))
    .max(50)
    .default([]),
  /** Secrets that it gets under another name: variable to secret, or to the parameter that names it, `{{deploy_key}}`. */
  env_secrets: z.record(EnvName, z.union([SecretName, SecretParameter])).default({}),
  /** Seconds between SIGTERM and SIGKILL when the step is stopped. */
  grace_seconds: z.number().min(0).max(300).default(5),
});

/**
 * Sends one request, or one for each item of an array parameter, and checks what comes back. Placeholders: `{{name}}`, `{{item}}`,
 * `{{ops_url}}`, `{{steps.NAME.OUTPUT}}`, and in headers and body `{{secrets.NAME}}`. An unexpected 4xx is not retried, except 408 and 429; `Retry-After` is kept.
 */
export const HttpStep = z.strictObject({
  ...common,
  kind: z.literal("http"),
  retry: StepRetry.optional(),
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  url: z.string().min(1).max(4_096),
  each: z.string().min(1).max(100).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().max(65_536).optional(),
  expect: z
    .strictObject({ status: Numeric.optional(), within_ms: Numeric.optional(), contains: z.string().optional() })
    .default({}),
});

/** Waits, for as long as it says and not less: it has no timeout. Longer than 30 s, it gives the worker back and the run resumes after it. */
export const WaitStep = z.strictObject({ name: common.name, kind: z.literal("wait"), seconds: Numeric });

/** Outputs that every approval has beside its input. SQL: `private.approval_outputs`. */
const approvalOutputs: readonly string[] = ["decided_by", "comment"];

/** Who may decide; `api_key`: keys with the scope runs.write, which no approval admits unless it says so. */
const Approvers = z.strictObject({
  roles: z
    .array(z.enum(["admin", "operator", "api_key"]))
    .min(1)
    .default(["admin", "operator"]),
  /** So many different ones have to approve; one rejection is enough. */
  count: z.int().min(1).max(20).default(1),
  /** Whoever asked for the run decides neither way, nor by an API key that they made. */
  not_requester: z.boolean().default(false),
});

/**
 * Asks people before the run goes on, and gives its worker back meanwhile. Title and markdown body take `{{parameters}}` and
 * `{{steps.NAME.OUTPUT}}`. The input that an approver fills in, `decided_by` and `comment` are the step's outputs.
 */
export const ApprovalStep = z.strictObject({
  name: common.name,
  kind: z.literal("approval"),
  title: shortText(200),
  body: z.string().max(16_384).default(""),
  input_schema: ParameterSchema.refine(
    (schema) => parameterNames(schema).every((name) => !approvalOutputs.includes(name)),
    `must not ask for ${approvalOutputs.join(" or ")}, which are outputs of every approval`,
  ).default({ type: "object", properties: {} }),
  approvers: Approvers.default({ roles: ["admin", "operator"], count: 1, not_requester: false }),
  /** Nothing waits for ever: a week unless it is said. */
  deadline_seconds: z.number().positive().max(31_536_000).default(604_800),
  on_deadline: z.enum(["approve", "reject", "fail"]).default("fail"),
});

export const StepDefinition = z.discriminatedUnion("kind", [ShellStep, HttpStep, WaitStep, ApprovalStep]);

/** What a run does. */
export const Steps = z
  .array(StepDefinition)
  .min(1)
  .max(limits.stepsPerRun)
  .refine((steps) => byteLength(JSON.stringify(steps)) <= limits.stepsBytes, {
    error: `must be at most ${limits.stepsBytes} bytes of JSON together; a long script can be a file that a step calls`,
    abort: true,
  });

export type StepDefinition = z.infer<typeof StepDefinition>;
export type ShellStep = z.infer<typeof ShellStep>;
export type HttpStep = z.infer<typeof HttpStep>;
export type WaitStep = z.infer<typeof WaitStep>;
export type ApprovalStep = z.infer<typeof ApprovalStep>;

/** What a step leaves for later ones, by names that can stand in environment variables. */
export const StepOutputs = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "must be letters, digits and _, 64 at most"), Json)
  .refine((outputs) => Object.keys(outputs).length <= limits.outputsPerStep, `at most ${limits.outputsPerStep}`)
  .refine(
    (outputs) => jsonBytes(outputs) <= limits.outputsBytes,
    `must be at most ${limits.outputsBytes} bytes of JSON`,
  );
export type StepOutputs = z.infer<typeof StepOutputs>;
