import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Run } from "../../supabase/functions/_shared/contracts/run.ts";
import { openStage, type Stage, verdict } from "./support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/**
 * Attempt 1 leaves its own process, a child that traps TERM and one that called setsid, and notes them; attempt 2 looks for them as the
 * first thing it does.
 */
const survivors = `
pids="$OPS_PARAM_FOLDER/$OPS_RUN_ID"
if test "$OPS_ATTEMPT" = 1; then
  (trap '' TERM INT HUP; while :; do sleep 0.1; done) & echo $! >> "$pids"
  setsid bash -c 'trap "" TERM; echo $$ >> "$0"; while :; do sleep 0.1; done' "$pids" &
  setsid bash -c '(setsid bash -c "echo \\$\\$ >> $0; sleep 1000" &) &' "$pids"
  echo $$ >> "$pids"
  while test "$(wc -l < "$pids")" -lt 4; do sleep 0.05; done
  echo holding
  trap '' TERM
  while :; do sleep 0.1; echo tick >> "$pids.ticks"; done
fi
for pid in $(cat "$pids"); do
  if test -e /proc/$pid && ! grep -q '^State:.Z' /proc/$pid/status; then echo "ALIVE $pid"; fi
done
echo "looked for $(wc -l < "$pids")"
`;

async function secondAttemptSawNobody(run: Run): Promise<void> {
  const done = await stage.reaches(run, "succeeded", 60_000);
  expect(done.attempt).toBe(2);
  const seen = await stage.lines(run);
  expect(seen).toEqual(["holding", "looked for 4"]);
  const log = await stage.log(run);
  expect(new Set(log.map(({ attempt }) => attempt))).toEqual(new Set([0, 1, 2]));
  expect(await verdict(stage, run)).toMatchObject({ ok: true });
}

it("kill -9 of a worker in mid-step: nothing of attempt 1 lives when attempt 2 begins elsewhere", async () => {
  const first = await stage.worker({ slots: 1 });
  const run = await stage.run([survivors], { max_attempts: 2 });
  await stage.prints(run, "holding");
  const second = await stage.worker();
  first.signal("SIGKILL");
  await secondAttemptSawNobody(run);
  const claims = (await stage.log(run))
    .filter(({ kind }) => kind === "run_claimed")
    .map(({ body }) => JSON.parse(body).worker);
  expect(claims).toEqual([first.name, second.name]);
  expect(() => process.kill(first.guardianPid, 0)).toThrow();
  second.signal("SIGTERM");
  expect(await second.exited).toBe(0);
});

it("a worker frozen for longer than its lease: its steps are gone in time, and thawed it drops the run and goes on", async () => {
  const first = await stage.worker({ slots: 1 });
  const run = await stage.run([survivors], { max_attempts: 2 });
  await stage.prints(run, "holding");
  const second = await stage.worker();
  first.signal("SIGSTOP");
  await secondAttemptSawNobody(run);
  const before = await stage.log(run);

  second.signal("SIGTERM");
  expect(await second.exited).toBe(0);
  first.signal("SIGCONT");
  const next = await stage.run(["echo next"]);
  await stage.reaches(next, "succeeded");
  expect(await stage.log(run)).toEqual(before);
  await vi.waitFor(() => expect(first.logs()).toContain("attempt lost"));
  const ticks = async () => (await readFile(join(stage.folder, `${run.id}.ticks`), "utf8")).length;
  const ticked = await ticks();
  await stage.reaches(await stage.run(["sleep 0.5"]), "succeeded");
  expect(await ticks()).toBe(ticked);
  first.signal("SIGTERM");
  expect(await first.exited).toBe(0);
});

it("a worker whose guardian was killed ends its steps, hands its runs back and ends", async () => {
  const first = await stage.worker({ slots: 1 });
  const run = await stage.run([survivors], { max_attempts: 2 });
  await stage.prints(run, "holding");
  process.kill(first.guardianPid, "SIGKILL");
  expect(await first.exited).toBe(1);
  const second = await stage.worker();
  await secondAttemptSawNobody(run);
  second.signal("SIGTERM");
  await second.exited;
});
