import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import { answersHttp, type Part } from "./supervisor/part.ts";

/** The project as its functions are told of it. */
export interface FunctionProject {
  url: string;
  keys: { publishable: string; secret: string };
  /** Role `postgres`. */
  databaseUrl: string;
  jwks: object;
}

/** The variables that hosted gives every function, under their names. */
export function hostedEnvironment({ url, keys, databaseUrl, jwks }: FunctionProject): Record<string, string> {
  return {
    SUPABASE_URL: url,
    SUPABASE_DB_URL: databaseUrl,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishable }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secret }),
    SUPABASE_JWKS: JSON.stringify(jwks),
  };
}

export interface FunctionSettings {
  /** The folder that holds `supabase/functions`. */
  projectDir: string;
  /** The function's folder name, which is also its first path segment. */
  name: string;
  port: number;
  /** Everything the function may read from its environment, besides PORT. */
  env: Record<string, string>;
  /** Where Deno keeps what it compiles. */
  cacheDir: string;
  /** Hosts it may connect to, besides loopback. */
  reaches?: readonly string[];
  /** Starts the function again whenever a file of it changes. Then it is Deno that waits after a crash, for the next change. */
  watch?: boolean;
}

/** Hosted functions have this much memory (megabytes). */
const MEMORY_MB = 256;

/** An edge function on the real Deno, with no more permissions than it needs and no download at run time. */
export function functionPart({
  projectDir,
  name,
  port,
  env,
  cacheDir,
  reaches = [],
  watch = false,
}: FunctionSettings): Part {
  const folder = join(projectDir, "supabase", "functions", name);
  const variables = { ...env, PORT: String(port) };
  return {
    name,
    command: denoProgram(),
    args: [
      "run",
      ...(watch ? ["--watch"] : []),
      "--no-prompt",
      "--no-remote",
      "--no-lock",
      "--cached-only",
      `--config=${join(folder, "deno.json")}`,
      `--allow-net=${[...new Set(["127.0.0.1", ...reaches])].join(",")}`,
      `--allow-env=${Object.keys(variables).join(",")}`,
      // Libraries that look for a variable they are not meant to see find it unset instead of failing.
      "--ignore-env",
      `--v8-flags=--max-old-space-size=${MEMORY_MB}`,
      join(folder, "index.ts"),
    ],
    env: { ...variables, DENO_DIR: cacheDir, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    cwd: projectDir,
    isReady: () => answersHttp(`http://127.0.0.1:${port}/${name}/healthz`),
  };
}

/** The Deno binary itself: the package's launcher would not pass signals on. */
function denoProgram(): string {
  const require = createRequire(import.meta.url);
  const installer = z.object({ runInstall: z.function({ output: z.string() }) }).parse(require("deno/install_api.cjs"));
  return installer.runInstall();
}
