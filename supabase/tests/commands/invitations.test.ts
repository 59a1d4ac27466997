import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom, sha256Hex } from "../../../e2e/harness/control-room.ts";
import { makeUser } from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { auditOf, expectRefused, outcomeOf } from "../support/audit.ts";

let room: ControlRoom;
let admin: { user_id: string };
beforeAll(async () => {
  room = await openControlRoom();
  admin = await makeUser(room, "admin");
});
afterAll(() => room.close());

type NewInvitation = CommandInput<"invitations.create">;
const newInvitation = (overrides: Partial<NewInvitation> = {}): NewInvitation => ({
  ...{ role: "operator", expires_in_hours: 24, hint: "inv_abcd" },
  token_sha256: sha256Hex(randomBytes(32).toString("hex")),
  ...overrides,
});
async function invite(overrides: Partial<NewInvitation> = {}) {
  const input = newInvitation(overrides);
  const { invitation_id } = await room.call("invitations.create", admin, input);
  return { invitation_id, accept: { token_sha256: input.token_sha256, display_name: "Grace" } };
}
const obstacle = async (as: { user_id: string }, token_sha256: string) =>
  (await room.call("invitations.check", as, { token_sha256 })).obstacle;

describe("invitations.accept", () => {
  test("makes somebody who signed up an operator of the invitation's role, once", async () => {
    const person = await makeUser(room);
    const { invitation_id, accept } = await invite({ role: "auditor" });
    expect(await room.call("invitations.check", person, { token_sha256: accept.token_sha256 })).toMatchObject({
      ...{ obstacle: null, role: "auditor", invited_by: expect.any(String) },
    });
    const requestId = randomUUID();
    const { operator } = await room.call("invitations.accept", person, accept, { requestId });
    expect(operator).toMatchObject({ ...person, display_name: "Grace", role: "auditor" });
    expect(await auditOf(room, requestId)).toMatchObject([{ command: "invitations.accept", outcome: "ok" }]);
    await room.call("sessions.list", person, {});

    const late = await makeUser(room);
    expect(await obstacle(late, accept.token_sha256)).toContain("has been used");
    await expectRefused(room, "invitations.accept", late, accept, "invitation_closed");
    const [row] = await room.sql`
      select accepted_by, accepted_by_name from public.invitations where id = ${invitation_id}`;
    expect(row).toEqual({ accepted_by: person.user_id, accepted_by_name: "Grace" });
  });

  test("by six people at once makes one of them an operator; of one person with three links uses one up", async () => {
    const { accept } = await invite();
    const people = await Promise.all(Array.from({ length: 6 }, () => makeUser(room)));
    const outcomes = await Promise.all(people.map((who) => outcomeOf(room.call("invitations.accept", who, accept))));
    expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "invitation_closed")).toHaveLength(5);

    const greedy = await makeUser(room);
    const links = await Promise.all([invite(), invite({ role: "admin" }), invite({ role: "auditor" })]);
    const answers = await Promise.all(
      links.map((link) => outcomeOf(room.call("invitations.accept", greedy, link.accept))),
    );
    expect(answers.filter((answer) => answer === "ok")).toHaveLength(1);
    const [used] = await room.sql`
      select count(*)::int as n from public.invitations where accepted_by = ${greedy.user_id}`;
    expect(used).toEqual({ n: 1 });
  });

  test("is refused for an expired, a revoked and an unknown link, and says which", async () => {
    const person = await makeUser(room);
    const expired = await invite();
    await room.sql`
      update public.invitations set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'
      where id = ${expired.invitation_id}`;
    const revoked = await invite();
    await room.call("invitations.revoke", admin, { invitation_id: revoked.invitation_id });
    const unknown = { token_sha256: sha256Hex("nothing"), display_name: "Grace" };
    for (const [accept, why] of [
      [expired.accept, "expired"],
      [revoked.accept, "revoked"],
      [unknown, "belongs to no invitation"],
    ] as const) {
      expect(await obstacle(person, accept.token_sha256)).toContain(why);
      await expectRefused(room, "invitations.accept", person, accept, "invitation_closed");
    }
  });

  test("with an e-mail is for the account of that address, whatever its case", async () => {
    const [invited, other] = [await makeUser(room), await makeUser(room)];
    const { accept } = await invite({ email: `${invited.user_id.toUpperCase()}@Example.test` });
    await expectRefused(room, "invitations.accept", other, accept, "invitation_closed");
    await room.call("invitations.accept", invited, accept);
  });

  test("changes no operator: neither an active one's role nor a deactivated one's end", async () => {
    const { accept } = await invite({ role: "admin" });
    const gone = await makeUser(room, "operator");
    await room.call("operators.deactivate", admin, gone);
    for (const who of [await makeUser(room, "auditor"), gone, admin]) {
      await expectRefused(room, "invitations.accept", who, accept, "invitation_closed");
    }
    expect(await obstacle(gone, accept.token_sha256)).toContain("reactivate");
    await room.call("invitations.accept", await makeUser(room), accept);
  });
});

describe("invitations.create and invitations.revoke", () => {
  test("only the hash is stored, and one that exists already is refused", async () => {
    const input = newInvitation();
    const { invitation_id, expires_at } = await room.call("invitations.create", admin, input, {
      now: new Date("2026-11-20T12:00:00Z"),
    });
    expect(new Date(expires_at)).toEqual(new Date("2026-11-21T12:00:00Z"));
    const [row] = await room.sql`
      select i.hint, i.role, t.token_sha256 from public.invitations i
      join private.invitation_tokens t on t.invitation_id = i.id where i.id = ${invitation_id}`;
    expect(row).toEqual({ hint: "inv_abcd", role: "operator", token_sha256: input.token_sha256 });
    await expectRefused(room, "invitations.create", admin, input, "invalid_input");
  });

  test("revoking again changes nothing; one that was accepted stays so; one that never was is not found", async () => {
    const { invitation_id, accept } = await invite();
    await room.call("invitations.revoke", admin, { invitation_id });
    const state = () => room.sql`select revoked_at, revoked_by from public.invitations where id = ${invitation_id}`;
    const before = await state();
    await room.call("invitations.revoke", admin, { invitation_id });
    expect(await state()).toEqual(before);
    await expectRefused(room, "invitations.accept", await makeUser(room), accept, "invitation_closed");

    const used = await invite();
    await room.call("invitations.accept", await makeUser(room), used.accept);
    await expectRefused(room, "invitations.revoke", admin, { invitation_id: used.invitation_id }, "invitation_closed");
    await expectRefused(room, "invitations.revoke", admin, { invitation_id: 999_999 }, "not_found");
  });
});
