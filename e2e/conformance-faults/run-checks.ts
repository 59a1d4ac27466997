import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Target } from "../conformance/support/target.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const Report = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ status: z.string(), title: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

export interface Verdict {
  green: string[];
  red: string[];
  /** What the red ones said, and whatever else was printed: for whoever has to find out why. */
  output: string;
}

/** Runs only the checks with these names against a project, in a process of their own as for any other project. */
export async function runChecks(target: Target, names: readonly string[]): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), "conformance-report-"));
  const file = join(folder, "report.json");
  try {
    const pattern = `^(${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})$`;
    const args = ["--project=conformance", "--reporter=json", `--outputFile=${file}`, `--testNamePattern=${pattern}`];
    const output = await runVitest(args, environmentOf(target));
    const text = await readFile(file, "utf8").catch(() => null);
    if (text === null) throw new Error(`the checks did not run:\n${output}`);
    const results = Report.parse(JSON.parse(text)).testResults.flatMap(({ assertionResults }) => assertionResults);
    const titles = (status: string) => results.filter((result) => result.status === status).map(({ title }) => title);
    const messages = results.flatMap(({ failureMessages }) => failureMessages ?? []);
    return { green: titles("passed"), red: titles("failed"), output: [...messages, output].join("\n") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function environmentOf(target: Target): Record<string, string> {
  const key = target.signingKey;
  return {
    SUPABASE_URL: target.url,
    SUPABASE_PUBLISHABLE_KEY: target.publishableKey,
    SUPABASE_SECRET_KEY: target.secretKey,
    OPS_DATABASE_URL: target.databaseUrl,
    SUPABASE_SIGNING_KEY: JSON.stringify(key && { ...key.jwk, kid: key.kid }),
  };
}

async function runVitest(args: string[], env: Record<string, string>): Promise<string> {
  const inherited = { ...process.env };
  for (const name of Object.keys(inherited)) if (name.startsWith("VITEST")) delete inherited[name];
  const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...args], {
    cwd: ROOT,
    env: { ...inherited, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  await once(child, "close");
  return output;
}
