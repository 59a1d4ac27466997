import { spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { expect, it } from "vitest";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";

const made = `
  import { ScratchInstance } from "${new URL("instance.ts", import.meta.url).href}";
  console.log((await ScratchInstance.create()).folder);
  setInterval(() => {}, 1_000);`;

it("a scratch folder goes with the process that made it, even where that was killed", async () => {
  const maker = spawn(process.execPath, ["--input-type=module", "--eval", made], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text] = await once(maker.stdout.setEncoding("utf8"), "data");
  const folder = String(text).trim();
  expect((await stat(folder)).isDirectory()).toBe(true);
  maker.kill("SIGKILL");
  const isGone = () =>
    stat(folder).then(
      () => null,
      () => true,
    );
  expect(await waitUntil(isGone, { timeoutMs: 30_000 })).toBe(true);
});
