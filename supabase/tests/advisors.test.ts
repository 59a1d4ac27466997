import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { supabaseOnMigrated } from "./support/cli-database.ts";

const Findings = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      level: z.enum(["INFO", "WARN", "ERROR"]),
      detail: z.string(),
      metadata: z.object({ schema: z.string(), name: z.string() }),
    }),
  ),
});

/** Findings that the decision explains, one by one. `unused_index` is about a database in which nothing has happened yet. */
const decision = new URL("../../docs/decisions/0006-advisor-findings.md", import.meta.url);
const explained = [
  "function_search_path_mutable private.actor_sees",
  "function_search_path_mutable private.actor_uses_lane",
  "function_search_path_mutable private.audited_input",
  "function_search_path_mutable private.counts_as_line",
  "function_search_path_mutable private.directive_of",
  "function_search_path_mutable private.entry_payload",
  "function_search_path_mutable private.hash_field",
  "function_search_path_mutable private.is_live",
  "function_search_path_mutable private.lane_for",
  "function_search_path_mutable private.next_hash",
  "function_search_path_mutable private.request_digest",
  "function_search_path_mutable private.request_key",
  "function_search_path_mutable private.run_as_json",
  "function_search_path_mutable private.runs_told",
  "function_search_path_mutable private.session_hint",
  "function_search_path_mutable private.stored_entry",
  "function_search_path_mutable private.wake_every",
  "function_search_path_mutable private.wake_topics",
  "rls_enabled_no_policy private.api_key_secrets",
  "rls_enabled_no_policy private.artifact_uploads",
  "rls_enabled_no_policy private.commands",
  "rls_enabled_no_policy private.error_codes",
  "rls_enabled_no_policy private.hint_throttle",
  "rls_enabled_no_policy private.idempotency",
  "rls_enabled_no_policy private.invitation_tokens",
  "rls_enabled_no_policy private.lane_heads",
  "rls_enabled_no_policy private.lease_receipts",
  "rls_enabled_no_policy private.leases",
  "rls_enabled_no_policy private.log_heads",
  "rls_enabled_no_policy private.open_lanes",
  "rls_enabled_no_policy private.outbox",
  "rls_enabled_no_policy private.run_holds",
  "rls_enabled_no_policy private.run_transitions",
  "rls_enabled_no_policy private.setup_codes",
  "rls_enabled_no_policy private.slot_marks",
];

test("Supabase's advisors find nothing in a migrated database but what the decision explains", async () => {
  const check = ["db", "advisors", "--type=all", "--level=info", "--fail-on=none", "--output-format=json"];
  const { exitCode, stdout, stderr } = await supabaseOnMigrated(check);
  expect([exitCode, exitCode === 0 ? "" : stderr]).toEqual([0, ""]);
  const { results } = Findings.parse(JSON.parse(stdout));
  const found = results
    .filter((finding) => finding.name !== "unused_index")
    .map(({ name, metadata }) => `${name} ${metadata.schema}.${metadata.name}`);
  expect(found.sort()).toEqual(explained);
  expect(results.filter((finding) => finding.level === "ERROR")).toEqual([]);
});

test("the decision names every finding that it explains", async () => {
  const text = await readFile(decision, "utf8");
  for (const finding of [...explained, "unused_index"]) expect(text).toContain(finding.replace(/^\S+ /, ""));
});
