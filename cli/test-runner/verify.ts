/** `npm run verify`: what takes seconds, before every commit. */
import { runSuites } from "./run-suites.ts";

await runSuites(["verify", "unit"]);
