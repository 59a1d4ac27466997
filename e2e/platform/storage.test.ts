/** Buckets and objects as storage-js sees them. */
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type StorageProject, startStorageProject } from "./support/storage-project.ts";

const ALICE = "11111111-1111-4111-8111-111111111111";
const BOB = "22222222-2222-4222-8222-222222222222";

let project: StorageProject;
const userToken = (id: string, seconds = 60) => project.tokens.sign({ sub: id, role: "authenticated" }, seconds);
const files = async (user: string) => project.client({ token: await userToken(user) }).storage.from("files");
const admin = () => project.client({ secret: true }).storage;

beforeAll(async () => {
  project = await startStorageProject();
  await admin().createBucket("files", { public: false });
  await admin().createBucket("open", { public: true });
  // Everybody owns the folder of the own id; new objects below shared/ need no permission to read.
  await project.sql.unsafe(`
    create policy own on storage.objects to authenticated
      using (bucket_id = 'files' and (storage.foldername(name))[1] = (select auth.uid())::text)
      with check (bucket_id = 'files' and (storage.foldername(name))[1] = (select auth.uid())::text);
    create policy drop_box on storage.objects for insert to authenticated
      with check (bucket_id = 'files' and (storage.foldername(name))[1] = 'box')`);
});
afterAll(() => project.stop());
beforeEach(async () => {
  await admin().emptyBucket("files");
  await admin().emptyBucket("open");
});

test("the secret key makes, reads, changes and deletes buckets; others may not", async () => {
  const { data, error } = await admin().createBucket("extra", { public: false, fileSizeLimit: "2KB" });
  expect([data, error]).toEqual([{ name: "extra" }, null]);
  expect((await admin().getBucket("extra")).data).toMatchObject({ id: "extra", public: false, file_size_limit: 2_048 });
  expect((await admin().createBucket("extra")).error).toMatchObject({ statusCode: "409" });
  expect((await admin().updateBucket("extra", { public: true })).error).toBeNull();
  expect((await admin().listBuckets()).data?.map(({ id }) => id)).toEqual(["artifacts", "extra", "files", "open"]);
  await admin().from("extra").upload("x", "content");
  expect((await admin().deleteBucket("extra")).error?.message).toContain("not empty");
  await admin().emptyBucket("extra");
  expect((await admin().deleteBucket("extra")).error).toBeNull();
  const anonymous = project.client().storage;
  expect((await anonymous.createBucket("mine")).error).toMatchObject({
    statusCode: "403",
    message: "new row violates row-level security policy",
  });
  expect((await anonymous.listBuckets()).data).toEqual([]);
  expect((await anonymous.getBucket("files")).error).toMatchObject({ statusCode: "404" });
});

test.each([
  ["text, sent raw", "hello world"],
  ["bytes, sent raw", new TextEncoder().encode("hello world")],
  ["a blob, sent as a form", new Blob(["hello world"], { type: "text/plain" })],
  ["a file, sent as a form", new File(["hello world"], "name.txt", { type: "text/plain" })],
])("uploads %s and downloads the same", async (_name, body) => {
  const bucket = await files(ALICE);
  const path = `${ALICE}/deep/er/hello (1).txt`;
  const sent = await bucket.upload(path, body, { contentType: "text/plain", cacheControl: "60", metadata: { a: 1 } });
  expect(sent.error).toBeNull();
  expect(sent.data).toMatchObject({ path, fullPath: `files/${path}` });
  const blob = (await bucket.download(path)).data;
  expect(await blob?.text()).toBe("hello world");
  expect(blob?.type).toBe("text/plain");
  const info = await bucket.info(path);
  expect(info.data).toMatchObject({
    size: 11,
    contentType: "text/plain",
    cacheControl: "max-age=60",
    metadata: { a: 1 },
  });
  expect((await project.sql`select owner_id from storage.objects`)[0]?.owner_id).toBe(ALICE);
});

test("a second upload is refused without upsert and replaces with it, leaving one file", async () => {
  const bucket = await files(ALICE);
  await bucket.upload(`${ALICE}/a`, "one");
  expect((await bucket.upload(`${ALICE}/a`, "two")).error).toMatchObject({ statusCode: "409" });
  expect(await (await bucket.download(`${ALICE}/a`)).data?.text()).toBe("one");
  expect((await bucket.upload(`${ALICE}/a`, "three", { upsert: true })).error).toBeNull();
  expect((await bucket.update(`${ALICE}/a`, "four")).error).toBeNull();
  expect(await (await bucket.download(`${ALICE}/a`)).data?.text()).toBe("four");
  expect(await project.files()).toHaveLength(1);
});

test("policies decide over writing, reading, listing, signing and removing", async () => {
  const alice = await files(ALICE);
  const bob = await files(BOB);
  await alice.upload(`${ALICE}/secret`, "x");
  expect((await bob.upload(`${ALICE}/other`, "x")).error).toMatchObject({
    statusCode: "403",
    message: "new row violates row-level security policy",
  });
  expect((await bob.upload(`${ALICE}/secret`, "y", { upsert: true })).error).not.toBeNull();
  expect((await bob.download(`${ALICE}/secret`)).error).toMatchObject({ statusCode: "404" });
  expect((await bob.exists(`${ALICE}/secret`)).data).toBe(false);
  expect((await bob.list(ALICE)).data).toEqual([]);
  expect((await bob.createSignedUrl(`${ALICE}/secret`, 60)).error).toMatchObject({ statusCode: "404" });
  expect((await bob.createSignedUploadUrl(`${ALICE}/new`)).error).toMatchObject({ statusCode: "403" });
  expect((await bob.remove([`${ALICE}/secret`])).data).toEqual([]);
  expect((await project.client().storage.from("files").download(`${ALICE}/secret`)).error).not.toBeNull();
  expect(await (await alice.download(`${ALICE}/secret`)).data?.text()).toBe("x");
  expect(await project.files()).toHaveLength(1);
});

test("permission to insert is enough to upload", async () => {
  expect((await (await files(BOB)).upload("box/letter", "x")).error).toBeNull();
});

test("a signed upload URL takes one upload without a session", async () => {
  const { data } = await (await files(ALICE)).createSignedUploadUrl(`${ALICE}/signed`);
  if (!data) throw new Error("not signed");
  const anonymous = project.client().storage.from("files");
  const sent = await anonymous.uploadToSignedUrl(data.path, data.token, new Blob(["signed"]), {
    contentType: "text/plain",
  });
  expect(sent.error).toBeNull();
  expect(await (await (await files(ALICE)).download(`${ALICE}/signed`)).data?.text()).toBe("signed");
  expect((await anonymous.uploadToSignedUrl(data.path, data.token, "again")).error).toMatchObject({
    statusCode: "409",
  });
  expect((await anonymous.uploadToSignedUrl(`${ALICE}/else`, data.token, "x")).error).not.toBeNull();
});

test("a signed URL reads one object until it expires", async () => {
  const alice = await files(ALICE);
  await alice.upload(`${ALICE}/a b`, "content");
  const { data } = await alice.createSignedUrl(`${ALICE}/a b`, 60, { download: "name.txt" });
  const response = await fetch(data?.signedUrl ?? "");
  expect(await response.text()).toBe("content");
  expect(response.headers.get("content-disposition")).toContain("name.txt");
  const token = new URL(data?.signedUrl ?? "").searchParams.get("token");
  expect((await fetch(`${project.url}/storage/v1/object/sign/files/${ALICE}/other?token=${token}`)).status).toBe(400);
  const old = await project.tokens.sign({ purpose: "download", url: `files/${ALICE}/a b` }, -5);
  const late = await fetch(`${project.url}/storage/v1/object/sign/files/${ALICE}/a%20b?token=${old}`);
  expect(late.status).toBe(400);
  expect(await late.json()).toMatchObject({ error: "InvalidJWT", message: '"exp" claim timestamp check failed' });
  const many = await alice.createSignedUrls([`${ALICE}/a b`, `${ALICE}/none`], 60);
  expect(many.data?.map(({ error }) => error === null)).toEqual([true, false]);
  expect((await fetch(many.data?.[0]?.signedUrl ?? "")).status).toBe(200);
});

test("an access token is no signed URL, and a signed URL is no access token", async () => {
  const alice = await files(ALICE);
  await alice.upload(`${ALICE}/a`, "x");
  const path = `files/${ALICE}/a`;
  expect((await fetch(`${project.url}/storage/v1/object/sign/${path}?token=${await userToken(ALICE)}`)).status).toBe(
    400,
  );
  const { data } = await alice.createSignedUrl(`${ALICE}/a`, 60);
  const token = new URL(data?.signedUrl ?? "").searchParams.get("token") ?? "";
  expect((await project.client({ token }).storage.from("files").list()).data).toEqual([]);
  expect(
    (await project.client().storage.from("files").uploadToSignedUrl(`${ALICE}/a`, token, "x")).error,
  ).not.toBeNull();
});

test("a public bucket is read by everybody and written by nobody without a policy", async () => {
  await admin().from("open").upload("logo.svg", "<svg/>", { contentType: "image/svg+xml" });
  const anonymous = project.client().storage.from("open");
  const response = await fetch(anonymous.getPublicUrl("logo.svg").data.publicUrl);
  expect([response.status, await response.text()]).toEqual([200, "<svg/>"]);
  expect((await anonymous.upload("other", "x")).error).toMatchObject({ statusCode: "403" });
  expect((await fetch(`${project.url}/storage/v1/object/public/files/x`)).status).toBe(400);
});

test("lists one level with folders, sorted, in pages, by search", async () => {
  const alice = await files(ALICE);
  for (const name of ["b", "a", "folder/x", "folder/y", "c"]) await alice.upload(`${ALICE}/${name}`, name);
  const all = (await alice.list(ALICE)).data ?? [];
  expect(all.map(({ name }) => name)).toEqual(["a", "b", "c", "folder"]);
  expect(all.at(-1)?.id).toBeNull();
  expect(all[0]?.metadata).toMatchObject({ size: 1, mimetype: "text/plain;charset=UTF-8" });
  const page = await alice.list(ALICE, { limit: 2, offset: 1, sortBy: { column: "name", order: "desc" } });
  expect(page.data?.map(({ name }) => name)).toEqual(["c", "b"]);
  expect((await alice.list(ALICE, { search: "fo" })).data?.map(({ name }) => name)).toEqual(["folder"]);
  expect((await alice.list(`${ALICE}/folder`)).data?.map(({ name }) => name)).toEqual(["x", "y"]);
});

test("removes, moves and copies rows with their bytes", async () => {
  const alice = await files(ALICE);
  await alice.upload(`${ALICE}/a`, "content");
  expect((await alice.copy(`${ALICE}/a`, `${ALICE}/b`)).error).toBeNull();
  expect((await alice.move(`${ALICE}/a`, `${ALICE}/c`)).error).toBeNull();
  expect((await alice.download(`${ALICE}/a`)).error).not.toBeNull();
  expect(await (await alice.download(`${ALICE}/b`)).data?.text()).toBe("content");
  expect(await (await alice.download(`${ALICE}/c`)).data?.text()).toBe("content");
  expect((await alice.remove([`${ALICE}/b`, `${ALICE}/c`, `${ALICE}/none`])).data).toHaveLength(2);
  expect(await project.files()).toEqual([]);
});

test("serves parts, and nothing to whom has it already", async () => {
  await admin().from("open").upload("numbers", "0123456789");
  const url = `${project.url}/storage/v1/object/public/open/numbers`;
  const get = (headers: Record<string, string>) => fetch(url, { headers });
  const part = await get({ range: "bytes=2-4" });
  expect([part.status, await part.text(), part.headers.get("content-range")]).toEqual([206, "234", "bytes 2-4/10"]);
  expect(await (await get({ range: "bytes=-3" })).text()).toBe("789");
  expect((await get({ range: "bytes=10-" })).status).toBe(416);
  const eTag = (await get({})).headers.get("etag") ?? "";
  expect((await get({ "if-none-match": eTag })).status).toBe(304);
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length")]).toEqual([200, "10"]);
});

test("an object that is too large, or of a type that the bucket refuses, leaves nothing behind", async () => {
  const large = new Uint8Array(1024 * 1024 + 1);
  const alice = await files(ALICE);
  expect((await alice.upload(`${ALICE}/raw`, large)).error).toMatchObject({ statusCode: "413" });
  expect((await alice.upload(`${ALICE}/form`, new Blob([large]))).error).toMatchObject({ statusCode: "413" });
  const stream = new Blob([large]).stream();
  expect((await alice.upload(`${ALICE}/stream`, stream, { duplex: "half" })).error).toMatchObject({
    statusCode: "413",
  });
  await admin().createBucket("images", { public: false, allowedMimeTypes: ["image/*"] });
  const images = admin().from("images");
  expect((await images.upload("a", "x", { contentType: "text/html" })).error).toMatchObject({ statusCode: "415" });
  expect((await images.upload("a", "x", { contentType: "image/png" })).error).toBeNull();
  await admin().emptyBucket("images");
  await admin().deleteBucket("images");
  expect(await project.files()).toEqual([]);
});

test("an upload that breaks off leaves neither row nor file", async () => {
  const token = await userToken(ALICE);
  await new Promise<void>((resolve) => {
    const sending = httpRequest(`${project.url}/storage/v1/object/files/${ALICE}/broken`, {
      method: "POST",
      headers: { apikey: project.keys.publishable, authorization: `Bearer ${token}`, "content-length": "1000" },
    });
    sending.on("error", () => resolve());
    sending.write("only the beginning", () => sending.destroy());
  });
  await expect.poll(() => project.files()).toEqual([]);
  expect((await project.sql`select from storage.objects`).count).toBe(0);
});

test.each(["../../etc/passwd", "a/../../b", "..%2f..%2fetc%2fpasswd", "a//b", "%00"])(
  "the name %s is refused and reaches no file",
  async (name) => {
    // fetch would tidy the path before it is sent.
    const status = await new Promise<number>((resolve, reject) => {
      const { port } = new URL(project.url);
      const headers = { apikey: project.keys.secret, "content-type": "text/plain" };
      const path = `/storage/v1/object/files/${name}`;
      const sending = httpRequest({ host: "127.0.0.1", port, path, method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sending.on("error", reject);
      sending.end("x");
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(await project.files()).toEqual([]);
  },
);

test("an expired token is refused", async () => {
  const client = project.client({ token: await userToken(ALICE, -10) });
  expect((await client.storage.from("files").list()).error).toMatchObject({ statusCode: "403" });
});

test("deleting rows by SQL is refused, since the bytes would stay", async () => {
  await admin().from("files").upload("x", "x");
  await expect(project.sql`delete from storage.objects`).rejects.toMatchObject({ code: "42501" });
});

test("signed_url_never_expires: with the fault an expired signed URL still reads", async () => {
  const faulty = await startStorageProject({ faults: ["signed_url_never_expires"] });
  const storage = faulty.client({ secret: true }).storage;
  await storage.createBucket("b");
  await storage.from("b").upload("x", "content");
  const old = await faulty.tokens.sign({ purpose: "download", url: "b/x" }, -5);
  const response = await fetch(`${faulty.url}/storage/v1/object/sign/b/x?token=${old}`);
  expect(await response.text()).toBe("content");
  await faulty.stop();
});
