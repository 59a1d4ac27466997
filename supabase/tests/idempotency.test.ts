import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ControlRoom } from "../../e2e/harness/control-room.ts";
import { makeRun, makeSession, makeUser, oneStep, unique } from "../../e2e/harness/factories.ts";
import { rowChanges, rowCounts } from "../../e2e/harness/snapshot.ts";
import { type CommandInput, type CommandName, commands } from "../functions/_shared/contracts/commands.ts";
import { commandSamples } from "./support/command-samples.ts";
import { Stage } from "./support/stage.ts";

let stage: Stage;
let room: ControlRoom;
let admin: { user_id: string };
let samples: ReturnType<typeof commandSamples>;

beforeAll(async () => {
  stage = await Stage.open();
  room = stage.room;
  admin = await makeUser(room, "admin");
  samples = commandSamples(stage, admin);
});
afterAll(() => stage.close());

type OperatorCommand = {
  [Name in CommandName]: (typeof commands)[Name]["roles"] extends readonly [] ? never : Name;
}[CommandName];

const operatorCommands = (Object.keys(commands) as CommandName[]).filter((name) => commands[name].kind === "operator");
/** The registry is the list of names, so a sample's shape is only checked when the command parses it. */
const send = (name: CommandName, input: unknown, requestId: string, as = admin) =>
  room.call(name as OperatorCommand, as, input as CommandInput<OperatorCommand>, { requestId });
const counts = () => rowCounts(room.sql);

test("every operator command of the registry has a sample, and no sample is of another", () => {
  expect(Object.keys(samples).sort()).toEqual(operatorCommands.toSorted());
});

describe.each(operatorCommands)("%s", (name) => {
  const sample = () => samples[name]?.() ?? expect.fail(`${name} needs a sample input`);

  test("sent twice with one request id answers the same and changes nothing more", async () => {
    const { input, as } = await sample();
    const requestId = randomUUID();
    const first = await send(name, input, requestId, as);
    const before = await counts();
    expect(await send(name, input, requestId, as)).toEqual(first);
    expect(await counts()).toEqual(before);
  });

  test("sent four times at once with one request id is done once", async () => {
    const before = await counts();
    const alone = await sample();
    await send(name, alone.input, randomUUID(), alone.as);
    const once = rowChanges(before, await counts());

    const again = await counts();
    const { input, as } = await sample();
    const requestId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(name, input, requestId, as)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(rowChanges(again, await counts())).toEqual(once);
  });

  test("with the request id of another body is a conflict, on record, and changes nothing", async () => {
    const { input, other, as } = await sample();
    const requestId = randomUUID();
    await send(name, input, requestId, as);
    const before = await counts();
    await expect(send(name, other, requestId, as)).rejects.toMatchObject({ code: "idempotency_conflict" });
    expect(rowChanges(before, await counts())).toEqual({ "public.audit_log": 1 });
  });
});

test("a refusal, too, is answered again under its request id, though the reason has gone", async () => {
  const run = await makeRun(room, admin, { session_id: (await makeSession(room, admin)).id });
  const requestId = randomUUID();
  await expect(send("runs.retry", { run_id: run.id }, requestId)).rejects.toMatchObject({ code: "run_not_final" });
  await room.call("runs.cancel", admin, { run_id: run.id });
  await expect(send("runs.retry", { run_id: run.id }, requestId)).rejects.toMatchObject({ code: "run_not_final" });
  expect(await stage.get(run.id)).toMatchObject({ status: "cancelled" });
});

test("one request id of two people is two requests", async () => {
  const requestId = randomUUID();
  const [one, two] = [unique("mine"), unique("yours")];
  const other = await makeUser(room, "admin");
  await room.call("sessions.create", admin, { name: one }, { requestId });
  expect(await room.call("sessions.create", other, { name: two }, { requestId })).toMatchObject({ name: two });
});

describe("runs.create with an idempotency key", () => {
  const body = async () => ({
    session_id: (await makeSession(room, admin)).id,
    ...{ steps: oneStep, idempotency_key: "deploy-7", parameters: { b: 1, a: "ü" } },
  });

  test("and the same body is the same run, under any request id, also at once", async () => {
    const input = await body();
    const answers = await Promise.all(Array.from({ length: 4 }, () => room.call("runs.create", admin, input)));
    const later = await room.call("runs.create", admin, { ...input, parameters: { a: "ü", b: 1 } });
    expect(new Set([...answers, later].map(({ run }) => run.id)).size).toBe(1);
    const [row] = await room.sql`select count(*)::int as runs from public.runs where session_id = ${input.session_id}`;
    expect(row).toEqual({ runs: 1 });
  });

  test("and another body is a conflict, also at once", async () => {
    const input = await body();
    const titles = ["One", "Two", "Three", "Four"];
    const answers = await Promise.allSettled(
      titles.map((title) => room.call("runs.create", admin, { ...input, title })),
    );
    const refused = answers.filter((answer) => answer.status === "rejected");
    expect(refused.map((answer) => answer.reason.code)).toEqual(Array(3).fill("idempotency_conflict"));
  });

  test("and a key of another session is another run", async () => {
    const [one, two] = [
      await room.call("runs.create", admin, await body()),
      await room.call("runs.create", admin, await body()),
    ];
    expect(one.run.id).not.toBe(two.run.id);
  });
});
