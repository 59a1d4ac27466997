/** Every pair of a run's state and a command, tried. The answers are the table in docs/architecture.md; regenerate it with --update. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands, isCommandName } from "../../functions/_shared/contracts/commands.ts";
import { RunStatus, runTransitions } from "../../functions/_shared/contracts/run-status.ts";
import { Stage } from "../support/stage.ts";
import { operatorActions, workerActions } from "./actions.ts";
import { cellOf, type Observed, observe, tableOf } from "./observe.ts";
import { deadLeases, finalStates, states } from "./states.ts";

const document = fileURLToPath(new URL("../../../docs/architecture.md", import.meta.url));
const section = /(<!-- state table: begin -->\n)[\s\S]*(<!-- state table: end -->)/;

let stage: Stage;
const ofOperators: Observed[] = [];
const ofWorkers: Observed[] = [];
beforeAll(async () => {
  stage = await Stage.open();
  // One after the other: an hour passes for all of the database.
  for (const state of Object.keys(states)) {
    for (const action of operatorActions) ofOperators.push(await observe(stage, state, action));
    for (const action of workerActions) ofWorkers.push(await observe(stage, state, action));
  }
}, 300_000);
afterAll(() => stage.close());

const all = () => [...ofOperators, ...ofWorkers];
const described = ({ state, action }: Observed) => `${action.title} of a run that is ${state}`;

test("the architecture's table says what the database does", async () => {
  const text = await readFile(document, "utf8");
  expect(text).toMatch(section);
  const tables = `What people ask for:\n\n${tableOf(ofOperators)}\n\nWhat workers send, here the one that had it last, and what time does:\n\n${tableOf(ofWorkers)}\n`;
  await expect(text.replace(section, `$1${tables}$2`)).toMatchFileSnapshot(document);
});

test("it has every command that acts on one run", () => {
  // The other two calls of an artifact are fenced by the same lease; commands/many-runs.test.ts holds those of several runs to what one does.
  const elsewhere = [
    "runs.create",
    "runs.create_many",
    "runs.start_many",
    "runs.finish_many",
    "artifacts.upload",
    "artifacts.commit",
  ];
  const acting = Object.keys(commands)
    .filter(isCommandName)
    .filter((name) => commands[name].kind !== "query" && /^(runs|approvals|events|artifacts)\./.test(name));
  const tried = new Set([...operatorActions, ...workerActions].map(({ command }) => command));
  tried.delete("maintenance.tick");
  expect([...tried].sort()).toEqual(acting.filter((name) => !elsewhere.includes(name)).sort());
});

test("it has every status", () => {
  expect(new Set(all().map(({ from }) => from))).toEqual(new Set(RunStatus.options));
});

describe("in every pair", () => {
  test("a refusal is one that the command declares, and has changed nothing", () => {
    const wrong = all().filter(
      ({ state, action, refusal, changed }) =>
        refusal !== undefined &&
        ((changed && !deadLeases.includes(state)) || !commands[action.command].errors.some((code) => code === refusal)),
    );
    expect(wrong.map(described)).toEqual([]);
  });

  test("a status changes only as the state machine allows", () => {
    const next = (status: string) => runTransitions[RunStatus.parse(status)];
    const wrong = all().filter(({ from, to }) => from !== to && !next(from).includes(RunStatus.parse(to)));
    expect(wrong.map(described)).toEqual([]);
  });
});

describe("there is a way out of every state that is not final", () => {
  const open = Object.keys(states).filter((state) => !finalStates.includes(state));
  const cell = (state: string, title: string) =>
    all()
      .filter((one) => one.state === state && one.action.title === title)
      .map(cellOf);

  test.each(open)("%s: by force it is cancelled at once", (state) => {
    expect(cell(state, "cancel, by force")).toEqual(["→ cancelled"]);
  });

  test.each(open.filter((state) => !state.startsWith("queued")))("%s: time alone leads out of it", (state) => {
    expect(cell(state, "an hour later")).toEqual([expect.stringContaining("→ ")]);
  });

  test.each(open.filter((state) => state.startsWith("queued, ")))(
    "%s: it is claimed, now or in time, or fails",
    (state) => {
      const [claim, later] = [...cell(state, "claim"), ...cell(state, "an hour later")];
      expect(claim === "→ claimed" || later === "done" || later === "→ failed").toBe(true);
    },
  );
});
