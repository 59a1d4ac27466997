/** `npm test [-- suite ...]`: every suite, or only the named ones. */
import { runSuites } from "./run-suites.ts";
import { SUITES } from "./suites.ts";

const all: readonly string[] = SUITES.flat();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(", ")}. There are: ${all.join(", ")}.`);
  process.exitCode = 2;
} else {
  await runSuites(wanted.length > 0 ? wanted : all);
}
