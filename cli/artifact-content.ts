import { createHash } from "node:crypto";
import type { OpsClient } from "../lib/ops-client/index.ts";
import type { Artifact, ReadArtifactOutput } from "../supabase/functions/_shared/contracts/artifact.ts";
import { errorKind } from "../supabase/functions/_shared/contracts/errors.ts";
import { CliError } from "./cli-error.ts";
import { projectAddress } from "./connection.ts";

const timeoutMs = 5 * 60_000;
/** As `ops runs verify`: what is there does not hold. */
const doesNotHold = 1;

/** An artifact's bytes. Throws when they are not what its size and digest say. */
export async function contentOf(client: OpsClient, { id, name, size, sha256 }: Artifact): Promise<Buffer> {
  const { content } = await client.readArtifact({ artifact_id: id });
  const bytes = content.where === "here" ? Buffer.from(content.body, content.encoding) : await stored(content, size);
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest === sha256) return bytes;
  const told = `"${name}" is not what its worker attached: its digest is ${digest}, not ${sha256}`;
  throw new CliError(told, "Do not use it; ask an admin what has become of it.", doesNotHold);
}

type Stored = Extract<ReadArtifactOutput["content"], { where: "storage" }>;

async function stored({ download_path }: Stored, size: number): Promise<Buffer> {
  const failed = (why: string, cause?: unknown) =>
    Object.assign(
      new CliError(`Storage did not give the content: ${why}`, "Try again.", errorKind("unavailable").exit),
      { cause },
    );
  const address = `${await projectAddress()}${download_path}`;
  const response = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(timeoutMs) }).catch(
    (error: unknown) => {
      throw failed("it did not answer", error);
    },
  );
  if (!response.ok || response.body === null) throw failed(`it answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let got = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    got += chunk.length;
    // More than was announced can only be something else.
    if (got > size) break;
  }
  return Buffer.concat(chunks);
}
