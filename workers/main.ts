// A worker: wiring and signals. What it does is in worker.ts.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { pino } from "pino";
import { version } from "../supabase/functions/_shared/version.ts";
import { takeConfig } from "./config.ts";
import { startGuardian } from "./process/guardian-link.ts";
import { createQueue } from "./queue.ts";
import { messageOf } from "./queue-error.ts";
import { WakeUps } from "./wake-ups.ts";
import { Worker } from "./worker.ts";

async function main(): Promise<void> {
  const { url, apiKey, slots, name, labels, drainMs, realtime } = takeConfig(process.env);
  const log = pino({ base: { worker: name } });
  const guardian = await startGuardian();
  const info = { id: randomUUID(), name, host: hostname(), version, slots, labels };
  const wakeUps = realtime && new WakeUps({ ...realtime, log, onWake: () => worker.wake() });
  const worker = new Worker({
    queue: createQueue({ url, apiKey }),
    guardian,
    info,
    opsUrl: url,
    log,
    onWakeTopic: (topic) => wakeUps?.follow(topic),
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
    process.exitCode = 1;
    worker.stopAtOnce();
  });

  log.info({ slots, url, guardian: guardian.pid, pid: process.pid }, "worker started");
  await worker.run();
  await wakeUps?.close();
  await guardian.close();
  log.info("worker stopped");
  process.exit();
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});
