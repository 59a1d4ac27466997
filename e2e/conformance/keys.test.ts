import { expect, test } from "vitest";
import { eventually, join, newTopic, prepare, statuses, subscribe } from "./support/listener.ts";
import { accessToken, clientWith, newPerson, visitor } from "./support/people.ts";
import { target } from "./support/target.ts";

const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/** A fetch that takes both headers away which supabase-js derives from the key. */
const withoutKey: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.delete("apikey");
  headers.delete("authorization");
  return fetch(input, { ...init, headers });
};

test("without a key nothing is served", async () => {
  const client = visitor({ global: { fetch: withoutKey } });
  const rest = await client.from("conformance_projects").select("id");
  expect(rest.status).toBe(401);
  const signIn = await client.auth.signInWithPassword({ email: "a@example.com", password: "secret-password" });
  expect(signIn.error?.status).toBe(401);
  const files = await client.storage.listBuckets();
  expect(files.error).not.toBeNull();
});

test("with a wrong key nothing is served", async () => {
  for (const key of ["sb_publishable_wrong", "sb_secret_wrong", `${target().publishableKey}x`]) {
    const client = clientWith(key);
    const rest = await client.from("conformance_projects").select("id");
    expect(rest.status, key).toBe(401);
    expect(rest.error?.message, key).toMatch(/invalid api key/i);
    const signIn = await client.auth.signInWithPassword({ email: "a@example.com", password: "secret-password" });
    expect(signIn.error?.status, key).toBe(401);
  }
});

test("with a wrong key no socket opens", async () => {
  const client = clientWith("sb_publishable_wrong");
  const listener = prepare(client, newTopic(), {});
  await subscribe(client, listener);
  await eventually(() => expect(statuses(listener)).toContain("CHANNEL_ERROR"));
  expect(statuses(listener)).not.toContain("SUBSCRIBED");
  await client.removeAllChannels();
});

test("the secret key is refused in a browser, the publishable key is not", async () => {
  const inBrowser = { global: { headers: { "User-Agent": BROWSER } } };
  const secret = await clientWith(target().secretKey, inBrowser).from("conformance_projects").select("id");
  expect(secret.status).toBe(401);
  const publishable = await visitor(inBrowser).from("conformance_projects").select("id");
  expect(publishable.error).toBeNull();
});

test("the secret key reads what policies hide", async () => {
  const person = await newPerson();
  await person.client.from("conformance_projects").insert({ name: "hidden" }).throwOnError();
  const { data } = await clientWith(target().secretKey)
    .from("conformance_projects")
    .select("name")
    .eq("owner_id", person.id);
  expect(data).toEqual([{ name: "hidden" }]);
});

test("a person's token counts, also when it comes with the secret key", async () => {
  const [person, other] = [await newPerson(), await newPerson()];
  await other.client.from("conformance_projects").insert({ name: "of somebody else" }).throwOnError();
  const token = await accessToken(person);
  const client = clientWith(target().secretKey, { accessToken: async () => token });
  const { data, error } = await client.from("conformance_projects").select("name");
  expect(error).toBeNull();
  expect(data).toEqual([]);
});

test("a public channel needs no session", async () => {
  const client = visitor();
  const listener = await join(client, prepare(client, newTopic(), {}));
  expect(statuses(listener)).toEqual(["SUBSCRIBED"]);
  await client.removeAllChannels();
});
