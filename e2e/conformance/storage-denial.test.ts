import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { newPerson, type Person, visitor } from "./support/people.ts";
import { BUCKET } from "./support/scratch.ts";
import { target } from "./support/target.ts";

let owner: Person;
let stranger: Person;
let path: string;

beforeAll(async () => {
  [owner, stranger] = [await newPerson(), await newPerson()];
  path = `${owner.id}/${randomUUID()}.txt`;
  const { error } = await owner.client.storage.from(BUCKET).upload(path, "secret");
  if (error) throw error;
});

test("who is not allowed to read a file cannot see, open, sign or remove it", async () => {
  for (const client of [stranger.client, visitor()]) {
    const files = client.storage.from(BUCKET);
    expect((await files.download(path)).error).not.toBeNull();
    expect((await files.createSignedUrl(path, 60)).error).not.toBeNull();
    expect((await files.list(owner.id)).data ?? []).toEqual([]);
    expect((await files.remove([path])).data ?? []).toEqual([]);
  }
  const { data } = await owner.client.storage.from(BUCKET).download(path);
  expect(await data?.text()).toBe("secret");
});

test("who is not allowed to write to a folder can neither upload nor get a URL for it", async () => {
  const planted = `${owner.id}/planted.txt`;
  const files = stranger.client.storage.from(BUCKET);
  expect((await files.upload(planted, "planted")).error).toMatchObject({ statusCode: "403" });
  expect((await files.upload(path, "replaced", { upsert: true })).error).not.toBeNull();
  expect((await files.createSignedUploadUrl(planted)).error).not.toBeNull();
  const { data } = await owner.client.storage.from(BUCKET).list(owner.id);
  expect(data?.map(({ name }) => `${owner.id}/${name}`)).toEqual([path]);
  expect(await (await owner.client.storage.from(BUCKET).download(path)).data?.text()).toBe("secret");
});

test("a private bucket has no public address", async () => {
  const { data } = owner.client.storage.from(BUCKET).getPublicUrl(path);
  expect((await fetch(data.publicUrl)).ok).toBe(false);
});

test("a bucket that is not there, or not allowed, is refused", async () => {
  expect((await owner.client.storage.from("no-such-bucket").upload("a.txt", "a")).error).not.toBeNull();
  expect((await owner.client.storage.createBucket(`conformance-${randomUUID()}`)).error).not.toBeNull();
});

test("no path leads out of the folder that a policy gives", async () => {
  const token = (await stranger.client.auth.getSession()).data.session?.access_token ?? "";
  const headers = { apikey: target().publishableKey, authorization: `Bearer ${token}` };
  // supabase-js and fetch would resolve plain dots before sending; encoded slashes arrive as they are.
  const climbing = [
    `${stranger.id}%2F..%2F${path.replaceAll("/", "%2F")}`,
    `${stranger.id}/..%2F${path.replaceAll("/", "%2F")}`,
    `${stranger.id}/..%5C..%5C${path.replaceAll("/", "%5C")}`,
    "..%2F..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd",
    `${stranger.id}/x%00.txt`,
  ];
  for (const key of climbing) {
    const read = await fetch(`${target().url}/storage/v1/object/authenticated/${BUCKET}/${key}`, { headers });
    expect(read.ok, key).toBe(false);
    expect(await read.text(), key).not.toMatch(/secret|root:/);
    const written = await fetch(`${target().url}/storage/v1/object/${BUCKET}/${key}`, {
      method: "POST",
      headers: { ...headers, "content-type": "text/plain", "x-upsert": "true" },
      body: "climbed",
    });
    await written.body?.cancel();
    expect(written.status, key).toBeLessThan(500);
  }
  const { data } = await owner.client.storage.from(BUCKET).download(path);
  expect(await data?.text()).toBe("secret");
  expect((await owner.client.storage.from(BUCKET).list(owner.id)).data).toHaveLength(1);
});
