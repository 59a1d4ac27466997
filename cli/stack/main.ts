/** `npm start`: runs one instance in the foreground until Ctrl-C. `-- --reset` deletes its data first. */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { clusterFor, isInitialised } from "../../supabase/local/postgres/cluster.ts";
import { stopPostmaster } from "../../supabase/local/postgres/postmaster.ts";
import { InstanceBusyError, lockInstance } from "../../supabase/local/supervisor/instance-lock.ts";
import { Supervisor } from "../../supabase/local/supervisor/supervisor.ts";
import { connectProject, EXTERNAL_STEPS, readExternalSettings } from "./external-project.ts";
import { openInstance } from "./instance.ts";
import { LOCAL_STEPS, startLocalProject } from "./local-project.ts";
import { stopRunning, wipe } from "./reset.ts";
import { hasSecrets, loadSecrets } from "./secrets.ts";
import { PRODUCT_STEPS, type Stack, startProduct } from "./stack.ts";
import { Steps } from "./steps.ts";

const { reset } = readArguments();
const stopRequested = stopSignal();
// A closed terminal must not turn the stop into a crash.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);

const external = readSettings();
const instance = await openInstance();
const cluster = await clusterFor(instance.folder);
if (reset) await stopRunning(instance).catch(refuse);
const unlock = await lockInstance(instance.folder).catch((error: unknown) => {
  if (!(error instanceof InstanceBusyError)) throw error;
  return refuse(
    new Error(
      `This instance (${instance.folder}) is already running as process ${error.pid}.\n` +
        `Stop it with Ctrl-C in its terminal, or: kill ${error.pid}`,
    ),
  );
});
const steps = new Steps((external ? EXTERNAL_STEPS : LOCAL_STEPS) + PRODUCT_STEPS);
const supervisor = new Supervisor({ folder: instance.folder, tell: (message) => console.log(message) });

process.exitCode = Math.max(await run(), Number(process.exitCode ?? 0));
await unlock();
process.exit();

/** Starts, stays until asked to stop, and stops everything, also when the start fails. Returns the exit code. */
async function run(): Promise<number> {
  let stack: Stack | null = null;
  const started = start().then(
    (running) => {
      stack = running;
      return null;
    },
    (error: unknown) => ({ error }),
  );
  const failure = await Promise.race([started, stopRequested.then(() => null)]);
  if (!failure) await stopRequested;
  else console.error(`\n${failure.error instanceof Error ? failure.error.message : String(failure.error)}`);
  console.log("Stopping ...");
  steps.interrupt();
  await supervisor.stop();
  // A step that was under way ends by itself once its parts are gone; nothing of it may outlive us.
  await started;
  await close(stack);
  console.log(failure ? "Stopped." : "Stopped. The data is kept; npm start continues with it.");
  return failure ? 1 : 0;
}

async function start(): Promise<Stack> {
  const orphans = await supervisor.stopOrphans();
  if (await stopPostmaster(cluster.dataDir)) orphans.push("postgres");
  if (orphans.length > 0) console.log(`Stopped what an earlier, killed start left running: ${orphans.join(", ")}.`);
  if (reset) await wipe(instance, cluster);
  if (!external && (await isInitialised(cluster)) && !(await hasSecrets(instance.secretsFile))) {
    throw new Error(
      `The database in ${cluster.dataDir} belongs to keys that are gone with ${instance.secretsFile}.\n` +
        "Put that file back, or delete the data and start afresh: npm start -- --reset",
    );
  }
  const secrets = await loadSecrets(instance.secretsFile);
  const project = external
    ? await connectProject(supervisor, instance, external, secrets, steps)
    : await startLocalProject(supervisor, instance, cluster, secrets, steps);
  const stack = await startProduct(supervisor, instance, project, secrets, steps);
  console.log(`
Ops Control Room is running at ${stack.address}

  start a run    npm run ops -- runs create host-health --tail
  see the logs   ${relative(process.cwd(), supervisor.logFolder) || "."}
  stop           Ctrl-C
`);
  return stack;
}

/** A function of its own, because the compiler does not see that a callback has set the variable. */
async function close(stack: Stack | null): Promise<void> {
  await stack?.close();
}

/**
 * Resolves at the first signal. Later ones change nothing: a terminal and npm may both pass the same Ctrl-C on.
 * A fault of our own stops everything too, because parts without their supervisor would not be started again.
 */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.on("uncaughtException", (error) => {
      console.error(error);
      process.exitCode = 1;
      resolve();
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}

function readArguments(): { reset: boolean } {
  try {
    const { values } = parseArgs({ options: { reset: { type: "boolean", default: false } } });
    return { reset: values.reset };
  } catch {
    console.error("usage: npm start [-- --reset]\n  --reset   delete this instance's data and start afresh");
    process.exit(2);
  }
}

function readSettings() {
  try {
    return readExternalSettings(process.env);
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
