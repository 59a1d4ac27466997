import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../e2e/harness/control-room.ts";
import { Role, Scope } from "../functions/_shared/contracts/api-key.ts";
import { ArtifactKind } from "../functions/_shared/contracts/artifact-kind.ts";
import { commands, isCommandName } from "../functions/_shared/contracts/commands.ts";
import { ErrorCode, errorKind } from "../functions/_shared/contracts/errors.ts";
import { limits } from "../functions/_shared/contracts/limits.ts";
import { functionNameOf } from "../functions/_shared/contracts/names.ts";
import { LogEntry } from "../functions/_shared/contracts/run-log.ts";
import {
  AttemptOutcome,
  finalStatuses,
  RunStatus,
  runTransitions,
  StepStatus,
} from "../functions/_shared/contracts/run-status.ts";
import { CatchUp, Overlap } from "../functions/_shared/contracts/schedule.ts";
import { Session } from "../functions/_shared/contracts/session.ts";

let room: ControlRoom;
beforeAll(async () => {
  room = await openControlRoom({ connections: 1 });
});
afterAll(() => room.close());

async function constraint(table: string, name: string): Promise<string> {
  const [row] = await room.sql`
    select pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = ${table}::regclass and conname = ${name}`;
  if (!row) throw new Error(`${table} has no constraint ${name}`);
  return row.definition;
}
const wordsOf = (text: string) => [...text.matchAll(/'([^']+)'::text/g)].map((match) => match[1]).sort();
const numbersOf = (text: string) => [...text.matchAll(/\d+/g)].map((match) => Number(match[0]));

test("SQL raises exactly the errors that have an SQLSTATE", async () => {
  const rows = await room.sql`select code, sqlstate from private.error_codes order by sqlstate`;
  const expected = ErrorCode.options.flatMap((code) => {
    const { sqlstate } = errorKind(code);
    return sqlstate === null ? [] : [{ code, sqlstate }];
  });
  expect([...rows]).toEqual(expected.sort((a, b) => (a.sqlstate < b.sqlstate ? -1 : 1)));
});

test("every such error is raised somewhere", async () => {
  const rows = await room.sql`
    select e.code from private.error_codes e
    where not exists (
      select from pg_proc p
      where p.pronamespace = 'private'::regnamespace and p.prosrc ~ format('(refuse|error_response)\\(''%s''', e.code)
    )`;
  expect([...rows]).toEqual([]);
});

describe("commands", () => {
  const names = Object.keys(commands).filter(isCommandName).sort();

  test("of operators and queries are the same here and there: kind, roles, scope, function", async () => {
    const rows = await room.sql`select name, function_name, kind, roles, scope from private.commands`;
    const expected = names
      .filter((name) => commands[name].kind !== "worker")
      .map((name) => {
        const { kind, roles, scope } = commands[name];
        return { name, function_name: functionNameOf(name), kind, roles: [...roles], scope };
      });
    expect([...rows].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(expected);
  });

  test.each(names)("%s has a function with the arguments of its kind", async (name) => {
    const args = {
      operator: "private.actor, jsonb, timestamptz",
      query: "private.actor, jsonb",
      worker: "text, jsonb, timestamptz",
    };
    const signature = `private.${functionNameOf(name)}(${args[commands[name].kind]})`;
    const [row] = await room.sql`select to_regprocedure(${signature}) is not null as found`;
    expect([signature, row?.found]).toEqual([signature, true]);
  });
});

test("a run's statuses and what may follow them are the same here and there", async () => {
  const rows = await room.sql`select from_status || ' -> ' || to_status as arrow from private.run_transitions`;
  const expected = RunStatus.options.flatMap((from) => runTransitions[from].map((to) => `${from} -> ${to}`));
  expect(rows.map((row) => row.arrow).sort()).toEqual(expected.sort());
  expect(wordsOf(await constraint("public.runs", "a_final_run_has_an_end"))).toEqual([...finalStatuses].sort());
});

test.each([
  ["public.runs", "status_is_known", RunStatus.options],
  ["public.run_steps", "status_is_known", StepStatus.options],
  ["public.run_attempts", "outcome_is_known", AttemptOutcome.options],
  ["public.api_keys", "scopes_are_known", Scope.options],
  ["public.operators", "role_is_known", Role.options],
  ["public.artifacts", "kind_is_known", ArtifactKind.options],
  ["public.sessions", "visibility_is_known", Session.shape.visibility.options],
  ["public.schedules", "catch_up_is_known", CatchUp.options],
  ["public.schedules", "overlap_is_known", Overlap.options],
  ["public.run_events", "stream_is_known", LogEntry.shape.stream.options],
])("%s %s lists the words of the contract", async (table, name, words) => {
  expect(wordsOf(await constraint(table, name))).toEqual([...words].sort());
});

describe("limits that SQL repeats", () => {
  test.each([
    ["public.run_events", "a_line_is_8_kb_at_most", [limits.lineBytes]],
    ["public.artifacts", "an_inline_artifact_is_256_kb_at_most", [0, limits.inlineArtifactBytes]],
    ["public.artifacts", "a_stored_artifact_is_50_mb_at_most", [0, limits.fileArtifactBytes]],
    ["public.runs", "error_is_16_kb_at_most", [limits.errorBytes]],
    ["public.approvals", "input_is_an_object_of_8_kb_at_most", [2, limits.approvalInputBytes]],
    ["public.run_template_versions", "source_is_256_kb_at_most", [limits.sourceBytes]],
  ])("%s %s", async (table, name, numbers) => {
    const definition = (await constraint(table, name)).replaceAll(/'[^']*'/g, "");
    expect(numbersOf(definition)).toEqual(numbers);
  });

  test("the lease's seconds", async () => {
    const [row] = await room.sql`select extract(epoch from private.lease_time())::int as seconds`;
    expect(row?.seconds).toBe(limits.leaseSeconds);
  });

  test("a run's parameters", async () => {
    const [row] = await room.sql`select prosrc as source from pg_proc where oid = 'private.check_run'::regproc`;
    // jsonb's text form has more blanks than the JSON that the contract measures.
    expect(row?.source).toContain(`octet_length(new.parameters::text) <= 2 * ${limits.parametersBytes}`);
  });

  test("the artifacts of an attempt", async () => {
    const [row] = await room.sql`select prosrc as source from pg_proc where oid = 'private.check_artifact'::regproc`;
    expect(numbersOf(row?.source)).toContain(limits.artifactsPerAttempt);
  });

  test("the lanes of a session", async () => {
    const [row] = await room.sql`select prosrc as source from pg_proc where oid = 'private.create_lane'::regproc`;
    expect(numbersOf(row?.source)).toContain(limits.lanesPerSession);
  });

  test.each([
    "take_batch(private.leases,jsonb,timestamptz)",
    "batch_entries(private.leases,jsonb,integer)",
    "succeed_runs(public.api_keys,jsonb,timestamptz)",
  ])("the lines of a run in %s", async (signature) => {
    const [row] = await room.sql`select pg_get_functiondef(${`private.${signature}`}::regprocedure) as source`;
    expect(numbersOf(row?.source).filter((n) => n >= 10_000)).toEqual([limits.linesPerRun]);
  });
});
