import type { Known, Values } from "./intent.ts";

const parameter_schema: Values = {
  type: "object",
  required: ["url"],
  properties: {
    url: { type: "string", title: "Address" },
    times: { type: "integer", minimum: 1, default: 3 },
    share: { type: "number" },
    dry: { type: "boolean", default: true },
    env: { enum: ["staging", "production", 7] },
    hosts: { type: "array", items: { type: "string" } },
    ports: { type: "array", items: { type: "integer" } },
    lane: { type: "string" },
  },
};
const template = (
  slug: string,
  name: string,
  schema: Values = { type: "object", properties: {} },
  confirm = false,
) => ({
  ...{ slug, name, parameter_schema: schema, default_lane: null, confirm },
});
const aRun = (id: number, title: string, status: Known["runs"][number]["status"]) => ({
  ...{ id, title, status, cancel_requested_at: null },
});
/** A session for tests: four lanes, four templates, three runs, an approval. */
export const known: Known = {
  lanes: [
    { id: 1, name: "A", paused_at: null },
    { id: 2, name: "B", paused_at: null },
    { id: 3, name: "C", paused_at: "2026-11-20T12:00:00Z" },
    { id: 4, name: "Smoke tests", paused_at: null },
  ],
  templates: [
    template("host-health", "Host health"),
    template("http-check", "HTTP check", parameter_schema),
    template(
      "restart",
      "Restart",
      { type: "object", properties: { host: { type: "string", "x-target": true } } },
      true,
    ),
    template("deploy", "Deploy", { type: "object", properties: { env: { type: "string" } } }, true),
  ],
  runs: [aRun(1043, "Nightly", "failed"), aRun(1042, "Release drill", "running"), aRun(1044, "Smoke", "queued")],
  approvals: [
    {
      ...{ id: 9, run_id: 1041, title: "Release 7.1?", digest: "0".repeat(64), input: null },
      input_schema: { type: "object", properties: { share: { type: "integer" } } },
    },
  ],
};
