import { spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { expect, test } from "vitest";
import { processStartedAt } from "../../supabase/local/process/identity.ts";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";

const program = `
  import { startThrowawayCluster } from ${JSON.stringify(new URL("../../supabase/local/postgres/throwaway.ts", import.meta.url).href)};
  const cluster = await startThrowawayCluster();
  console.log(JSON.stringify({ folder: cluster.folder, pid: cluster.pid }));
  setInterval(() => undefined, 1000);`;

test("a throw-away cluster is stopped and deleted when its owner is killed", async () => {
  const owner = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(owner.stdout.setEncoding("utf8"), "data");
  const { folder, pid }: { folder: string; pid: number } = JSON.parse(line);
  expect(await processStartedAt(pid)).not.toBe(null);
  owner.kill("SIGKILL");
  const gone = async () => (await processStartedAt(pid)) === null && (await stat(folder).catch(() => null)) === null;
  expect(await waitUntil(gone, { timeoutMs: 30_000 })).toBe(true);
});
