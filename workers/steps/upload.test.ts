import { createHash } from "node:crypto";
import { once } from "node:events";
import { type FileHandle, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { store, type Uploads } from "./upload.ts";

const content = Buffer.alloc(600_000, "x");
const artifact = {
  ...{ step: 0, name: "a", kind: "file" as const, media_type: "application/octet-stream", size: content.length },
  sha256: createHash("sha256").update(content).digest("hex"),
};
let folder: string;
let file: FileHandle;
let server: Server;
let stop: AbortController;
let committed: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "upload-test-"));
  await writeFile(join(folder, "a"), content);
  file = await open(join(folder, "a"));
  stop = new AbortController();
  committed = [];
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await file.close();
  await rm(folder, { recursive: true });
});

async function uploadsTo(storage: RequestListener): Promise<Uploads> {
  server = createServer(storage).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    announce: async () => ({ object_path: "o", arrived: false, upload_path: "/storage/v1/o", directive: "continue" }),
    commit: async (path) => committed.push(path) > 0,
    projectUrl: `http://127.0.0.1:${address.port}`,
    signal: stop.signal,
  };
}

it("is sent again when Storage fails, and committed once it has arrived", async () => {
  let requests = 0;
  const uploads = await uploadsTo((request, response) => {
    requests += 1;
    request.resume().on("end", () => response.writeHead(requests < 3 ? 503 : 200).end());
  });
  expect(await store(file, artifact, uploads)).toBe(true);
  expect([requests, committed]).toEqual([3, ["o"]]);
});

it("ends with the attempt, also while Storage takes its time", async () => {
  const uploads = await uploadsTo((request) => void request.resume().on("end", () => stop.abort()));
  await expect(store(file, artifact, uploads)).rejects.toThrow("the run was stopped");
  expect(committed).toEqual([]);
});

it("of a file that has changed never arrives as a whole", async () => {
  let whole = 0;
  const uploads = await uploadsTo(
    (request) =>
      void request
        .resume()
        .on("end", () => (whole += 1))
        .on("error", () => undefined),
  );
  await writeFile(join(folder, "a"), Buffer.alloc(content.length, "y"));
  await expect(store(file, artifact, uploads)).rejects.toThrow("it changed while it was uploaded");
  expect([whole, committed]).toEqual([0, []]);
});
