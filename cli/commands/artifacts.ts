import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import type { Artifact } from "../../supabase/functions/_shared/contracts/artifact.ts";
import { choose, type Wanted } from "../artifact-choice.ts";
import { contentOf } from "../artifact-content.ts";
import { runId } from "../choose.ts";
import { CliError } from "../cli-error.ts";
import { table } from "../output.ts";
import { contextOf } from "./context.ts";

const attempt = ["--attempt <n>", "of this attempt; else of the latest one that has the name", runId] as const;

export function addArtifacts(program: Command): void {
  const artifacts = program.command("artifacts").description("what runs produced");

  artifacts
    .command("list")
    .argument("<run>", "the run's number", runId)
    .description("a run's artifacts, of all attempts")
    .action(async (run: number, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result((await client.listArtifacts({ run_id: run })).artifacts, showArtifacts);
    });

  artifacts
    .command("show")
    .argument("<run>", "the run's number", runId)
    .argument("<name>", "the artifact's name")
    .description("an artifact's content, byte for byte; the exit code is 1 when it is not what its digest says")
    .option(...attempt)
    .action(async (run: number, name: string, options: { attempt?: number }, command: Command) => {
      const { client } = await contextOf(command);
      const [artifact] = await find(client, run, { names: [name], ...options });
      if (artifact) process.stdout.write(await contentOf(client, artifact));
    });

  artifacts
    .command("download")
    .argument("<run>", "the run's number", runId)
    .argument("[names...]", "only these")
    .description(
      "write artifacts to files; the exit code is 1 when one is not what its digest says, which is then not written",
    )
    .option(...attempt)
    .option("--to <folder>", "an existing folder", ".")
    .option("--force", "replace files that are there")
    .action(async (run: number, names: string[], options: DownloadOptions, command: Command) => {
      const { client, output } = await contextOf(command);
      const saved: Saved[] = [];
      for (const artifact of await find(client, run, { names, ...options })) {
        const file = join(options.to, artifact.file);
        await write(file, await contentOf(client, artifact), options.force === true);
        saved.push({
          file,
          name: artifact.name,
          attempt: artifact.attempt,
          size: artifact.size,
          sha256: artifact.sha256,
        });
      }
      output.result(saved, (all) =>
        table(
          ["FILE", "BYTES", "SHA256"],
          all.map((one) => [one.file, one.size, one.sha256]),
        ),
      );
    });
}

interface DownloadOptions {
  attempt?: number;
  to: string;
  force?: boolean;
}
type Saved = Pick<Artifact, "name" | "attempt" | "size" | "sha256"> & { file: string };

async function find(client: OpsClient, run: number, wanted: Wanted) {
  return choose((await client.listArtifacts({ run_id: run })).artifacts, run, wanted);
}

async function write(file: string, content: Uint8Array, replace: boolean): Promise<void> {
  try {
    await writeFile(file, content, { flag: replace ? "w" : "wx" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST")
      throw new CliError(`${file} is there already`, "Replace it with --force, or choose another folder with --to.");
    if (code === "ENOENT")
      throw new CliError(`The folder of ${file} does not exist`, "Make it first, or choose another with --to.");
    throw error;
  }
}

function showArtifacts(artifacts: Artifact[]): string {
  const rows = artifacts.map((one) => [one.name, one.attempt, one.step, one.kind, one.size, one.sha256]);
  return table(["NAME", "ATTEMPT", "STEP", "KIND", "BYTES", "SHA256"], rows);
}
