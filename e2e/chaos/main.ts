/** `npm run chaos [-- --runs 2000] [--seed N]`: the chaos at full length. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { runs: { type: "string", default: "2000" }, seed: { type: "string" } } });
const env = {
  ...process.env,
  CHAOS_RUNS: values.runs,
  ...(values.seed === undefined ? {} : { CHAOS_SEED: values.seed }),
};
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project=chaos", "e2e/chaos/chaos.test.ts"];
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const child = spawn(process.execPath, vitest, { cwd, env, stdio: "inherit" });
// The chaos removes what it made before it ends: a signal is passed on, not obeyed at once.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
