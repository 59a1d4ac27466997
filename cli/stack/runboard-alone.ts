/**
 * `npm run runboard`: the Runboard alone, for a Supabase project that the environment names (or not yet: then its setup says what is
 * missing). Builds it where that is due. PORT and HOST say where it listens (127.0.0.1:3000).
 */
import { spawn } from "node:child_process";
import { ROOT } from "./instance.ts";
import { buildRunboard, NEXT, nextVariables } from "./runboard-build.ts";

const { PORT = "3000", HOST = "127.0.0.1" } = process.env;
console.log((await buildRunboard()) ? "The Runboard is built." : "The Runboard's build is up to date.");
const args = [NEXT, "start", "--hostname", HOST, "--port", PORT];
const env = { ...process.env, NODE_ENV: "production" as const, ...nextVariables };
const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 0));
