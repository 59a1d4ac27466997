// A worker: wiring and signals. What it does is in worker.ts.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { pino } from "pino";
import { version } from "../supabase/functions/_shared/version.ts";
import { ConfigurationError, takeConfig } from "./config.ts";
import { startGuardian } from "./process/guardian-link.ts";
import { createQueue } from "./queue.ts";
import { messageOf } from "./queue-error.ts";
import { SecretStore } from "./secrets/secret-store.ts";
import { prepareGate } from "./steps/gate.ts";
import { exitCodes } from "./tally.ts";
import { WakeUps } from "./wake-ups.ts";
import { usage, workModeOf } from "./work-mode.ts";
import { Worker } from "./worker.ts";

async function main(): Promise<void> {
  const mode = workModeOf(process.argv.slice(2));
  if (mode === "help") {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const { url, apiKey, slots, name, labels, drainMs, realtime, projectUrl } = takeConfig(process.env);
  const secretStore = SecretStore.take(process.env);
  const log = pino({ base: { worker: name } });
  // A failure shows when the first step needs it.
  void prepareGate().catch(() => undefined);
  const guardian = await startGuardian();
  const info = { id: randomUUID(), name, host: hostname(), version, slots, labels };
  const wakeUps = realtime && new WakeUps({ ...realtime, log, onWake: () => worker.wake() });
  const worker = new Worker({
    queue: createQueue({ url, apiKey }),
    guardian,
    secretStore,
    info,
    opsUrl: url,
    projectUrl,
    log,
    mode,
    onWakeTopic: (topic) => wakeUps?.follow(topic),
    isWoken: () => wakeUps?.joined ?? false,
  });

  let asked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    log.info({ signal }, asked ? "handing back at once" : "stopping");
    if (asked) worker.stopAtOnce();
    else worker.stop(drainMs);
    asked = true;
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, onSignal);
  // Without a guardian nothing would end the steps if this process died, so it does not go on.
  void guardian.died.then(() => {
    log.error("the guardian is gone: handing back and ending");
    process.exitCode = exitCodes.workerFailed;
    worker.stopAtOnce();
  });

  log.info({ mode, slots, url, guardian: guardian.pid, pid: process.pid }, "worker started");
  const exitCode = await worker.run();
  await wakeUps?.close();
  await guardian.close();
  process.exitCode ??= exitCode;
  log.info({ exitCode: process.exitCode }, "worker stopped");
  process.exit();
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof ConfigurationError ? exitCodes.configuration : exitCodes.workerFailed);
});
