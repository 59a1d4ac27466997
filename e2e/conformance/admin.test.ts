import { expect, test } from "vitest";
import { newCredentials, newPerson, server, visitor } from "./support/people.ts";

test("the secret key makes, finds, changes and deletes people", async () => {
  const { admin } = server().auth;
  const credentials = newCredentials();
  const made = await admin.createUser({
    ...credentials,
    email_confirm: true,
    user_metadata: { nickname: "Ada" },
    app_metadata: { team: "red" },
  });
  expect(made.error).toBeNull();
  const id = made.data.user?.id ?? "";
  expect(made.data.user).toMatchObject({ email: credentials.email, user_metadata: { nickname: "Ada" } });

  const found = await admin.getUserById(id);
  expect(found.data.user).toMatchObject({ id, app_metadata: { team: "red" } });

  const changed = await admin.updateUserById(id, { password: "changed-Password-1", app_metadata: { team: "blue" } });
  expect(changed.data.user?.app_metadata).toMatchObject({ team: "blue" });
  const client = visitor();
  const signedIn = await client.auth.signInWithPassword({ email: credentials.email, password: "changed-Password-1" });
  expect(signedIn.error).toBeNull();
  expect((await client.auth.getClaims()).data?.claims.app_metadata).toMatchObject({ team: "blue" });

  expect((await admin.deleteUser(id)).error).toBeNull();
  expect((await admin.getUserById(id)).error).toMatchObject({ status: 404, code: "user_not_found" });
  const gone = await visitor().auth.signInWithPassword({ email: credentials.email, password: "changed-Password-1" });
  expect(gone.error).toMatchObject({ code: "invalid_credentials" });
});

test("people are listed page by page", async () => {
  const person = await newPerson();
  const { admin } = server().auth;
  const page = await admin.listUsers({ page: 1, perPage: 1 });
  expect(page.error).toBeNull();
  expect(page.data.users).toHaveLength(1);
  const ids: string[] = [];
  for (let number = 1; number <= 100 && !ids.includes(person.id); number++) {
    const { data, error } = await admin.listUsers({ page: number, perPage: 50 });
    if (error) throw error;
    if (data.users.length === 0) break;
    ids.push(...data.users.map((user) => user.id));
  }
  expect(ids).toContain(person.id);
  expect(new Set(ids).size, "somebody is on two pages").toBe(ids.length);
});

test("an address that is taken is refused", async () => {
  const person = await newPerson();
  const { error } = await server().auth.admin.createUser({ email: person.email, password: "another-Password-1" });
  expect(error).toMatchObject({ status: 422, code: "email_exists" });
});

test("neither a visitor nor a person administers people", async () => {
  const person = await newPerson();
  for (const client of [visitor(), person.client]) {
    const made = await client.auth.admin.createUser({ ...newCredentials(), email_confirm: true });
    expect([401, 403]).toContain(made.error?.status);
    const listed = await client.auth.admin.listUsers();
    expect([401, 403]).toContain(listed.error?.status);
    const deleted = await client.auth.admin.deleteUser(person.id);
    expect([401, 403]).toContain(deleted.error?.status);
  }
  expect((await server().auth.admin.getUserById(person.id)).error).toBeNull();
});
