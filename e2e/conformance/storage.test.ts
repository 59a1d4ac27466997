import { randomBytes, randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { eventually } from "./support/listener.ts";
import { newPerson, type Person, visitor } from "./support/people.ts";
import { BUCKET } from "./support/scratch.ts";

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const files = () => person.client.storage.from(BUCKET);
const newPath = (extension = "txt") => `${person.id}/${randomUUID()}.${extension}`;

async function download(path: string): Promise<Buffer> {
  const { data, error } = await files().download(path);
  if (error) throw error;
  return Buffer.from(await data.arrayBuffer());
}

test("bytes that were uploaded raw come back as they were", async () => {
  const path = newPath("bin");
  const content = randomBytes(300_000);
  const { data, error } = await files().upload(path, content, { contentType: "application/x-scratch" });
  expect(error).toBeNull();
  expect(data).toMatchObject({ path, id: expect.any(String), fullPath: `${BUCKET}/${path}` });
  expect((await download(path)).equals(content)).toBe(true);
  const blob = await files().download(path);
  expect(blob.data?.type).toBe("application/x-scratch");
});

test("a file that was uploaded as a form comes back as it was", async () => {
  const path = newPath("bin");
  const content = randomBytes(70_000);
  const { error } = await files().upload(path, new Blob([content], { type: "image/png" }));
  expect(error).toBeNull();
  expect((await download(path)).equals(content)).toBe(true);
  const blob = await files().download(path);
  expect(blob.data?.type).toBe("image/png");
});

test("a path is taken once, unless it is meant to be replaced", async () => {
  const path = newPath();
  await files().upload(path, "one");
  const again = await files().upload(path, "two");
  expect(again.error).toMatchObject({ statusCode: "409" });
  expect((await download(path)).toString()).toBe("one");
  expect((await files().upload(path, "three", { upsert: true })).error).toBeNull();
  expect((await download(path)).toString()).toBe("three");
});

test("who was given a signed upload URL uploads without a session, to that path only", async () => {
  const path = newPath();
  const signed = await files().createSignedUploadUrl(path);
  expect(signed.error).toBeNull();
  const token = signed.data?.token ?? "";
  const elsewhere = await visitor().storage.from(BUCKET).uploadToSignedUrl(newPath(), token, "stray");
  expect(elsewhere.error).not.toBeNull();
  const { error } = await visitor().storage.from(BUCKET).uploadToSignedUrl(path, token, "by hand");
  expect(error).toBeNull();
  expect((await download(path)).toString()).toBe("by hand");
});

test("a signed URL opens its file without a key, until it expires", async () => {
  const path = newPath();
  await files().upload(path, "for a moment", { contentType: "text/plain" });
  const long = await files().createSignedUrl(path, 60);
  const opened = await fetch(long.data?.signedUrl ?? "");
  expect(opened.status).toBe(200);
  expect(await opened.text()).toBe("for a moment");
  const short = await files().createSignedUrl(path, 1);
  await eventually(async () => expect((await fetch(short.data?.signedUrl ?? "")).status).toBe(400), 8_000);
});

test("a signed URL opens no other file and cannot be altered", async () => {
  const [path, other] = [newPath(), newPath()];
  await files().upload(path, "mine to give");
  await files().upload(other, "not given");
  const { data } = await files().createSignedUrl(path, 60);
  const url = data?.signedUrl ?? "";
  expect((await fetch(url.replace(path, other))).status).toBe(400);
  expect((await fetch(url.replace(/token=.*$/, "token=x.y.z"))).status).toBe(400);
});

test("several signed URLs are made at once", async () => {
  const [one, two] = [newPath(), newPath()];
  await files().upload(one, "1");
  await files().upload(two, "2");
  const { data, error } = await files().createSignedUrls([one, two], 60);
  expect(error).toBeNull();
  const texts = (data ?? []).map(async ({ signedUrl }) => (await fetch(signedUrl ?? "")).text());
  expect(await Promise.all(texts)).toEqual(["1", "2"]);
});

test("a folder is listed by name, page by page", async () => {
  const folder = `${person.id}/${randomUUID()}`;
  for (const name of ["c.txt", "a.txt", "b.txt", "deep/d.txt"]) await files().upload(`${folder}/${name}`, name);
  const all = await files().list(folder, { sortBy: { column: "name", order: "asc" } });
  expect(all.data?.map(({ name }) => name)).toEqual(["a.txt", "b.txt", "c.txt", "deep"]);
  expect(all.data?.[0]).toMatchObject({ id: expect.any(String), metadata: { size: 5 } });
  expect(all.data?.[3]?.id, "a folder has no identity of its own").toBeNull();
  const page = await files().list(folder, { limit: 2, offset: 1, sortBy: { column: "name", order: "asc" } });
  expect(page.data?.map(({ name }) => name)).toEqual(["b.txt", "c.txt"]);
});

test("what was removed is gone", async () => {
  const path = newPath();
  await files().upload(path, "soon gone");
  const removed = await files().remove([path, `${person.id}/never-there.txt`]);
  expect(removed.data?.map(({ name }) => name)).toEqual([path]);
  const { data, error } = await files().download(path);
  expect(data).toBeNull();
  expect(error).not.toBeNull();
});
