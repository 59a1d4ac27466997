import { randomBytes, randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom, sha256Hex } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeUser } from "../../../e2e/harness/factories.ts";
import { auditOf, expectRefused, outcomeOf } from "../support/audit.ts";
import { disableOperator } from "../support/callers.ts";

let room: ControlRoom;
beforeEach(async () => {
  room = await openControlRoom();
});
afterEach(() => room.close());

const newHash = () => sha256Hex(randomBytes(32).toString("hex"));
async function provision(code_sha256: string): Promise<boolean> {
  const [row] = await room.sql`select private.provision_setup_code(${code_sha256}) as needed`;
  return row?.needed;
}
async function codes(): Promise<string[]> {
  const rows = await room.sql`select code_sha256 from private.setup_codes`;
  return rows.map((row) => String(row.code_sha256));
}
const byAda = (code_sha256: string) => ({ code_sha256, display_name: "Ada" });

describe("setup.complete", () => {
  test("makes the holder of the code admin, uses the code up, and says so in the audit log", async () => {
    const code = newHash();
    expect(await provision(code)).toBe(true);
    const person = await makeUser(room);
    const requestId = randomUUID();
    const answer = await room.call("setup.complete", person, byAda(code), { requestId });
    expect(answer).toEqual({ user_id: person.user_id, display_name: "Ada", role: "admin" });
    expect(await codes()).toEqual([]);
    expect(await auditOf(room, requestId)).toEqual([
      expect.objectContaining({ actor: `operator:${person.user_id}`, command: "setup.complete", outcome: "ok" }),
    ]);
    await room.call("sessions.create", person, { name: "Mine" });
  });

  test("is refused with another code, and with the right one a second time", async () => {
    const code = newHash();
    await provision(code);
    await expectRefused(room, "setup.complete", await makeUser(room), byAda(newHash()), "forbidden");
    await room.call("setup.complete", await makeUser(room), byAda(code));
    await expectRefused(room, "setup.complete", await makeUser(room), byAda(code), "forbidden");
  });

  test("by several people at once makes one of them admin", async () => {
    const code = newHash();
    await provision(code);
    const people = await Promise.all(Array.from({ length: 4 }, () => makeUser(room)));
    const outcomes = await Promise.all(
      people.map((person) => outcomeOf(room.call("setup.complete", person, byAda(code)))),
    );
    expect(outcomes.sort()).toEqual(["forbidden", "forbidden", "forbidden", "ok"]);
  });

  test("is refused to operators, disabled ones and API keys, who leave the code as it was", async () => {
    const code = newHash();
    await provision(code);
    const disabled = await makeUser(room, "admin");
    await makeUser(room, "admin");
    await disableOperator(room, disabled.user_id);
    for (const as of [await makeUser(room, "auditor"), disabled, await makeKey(room, ["keys.write"])]) {
      await expectRefused(room, "setup.complete", as, byAda(code), "forbidden");
    }
    expect(await codes()).toEqual([code]);
  });
});

describe("provisioning a setup code", () => {
  test("replaces the one before, and the same again changes nothing", async () => {
    const [first, second] = [newHash(), newHash()];
    await provision(first);
    expect(await provision(second)).toBe(true);
    expect(await provision(second)).toBe(true);
    expect(await codes()).toEqual([second]);
  });

  test("makes none, and ends an open one, once there is an admin", async () => {
    await provision(newHash());
    await makeUser(room, "admin");
    expect(await provision(newHash())).toBe(false);
    expect(await codes()).toEqual([]);
  });
});

describe("a setup code", () => {
  test("expires after a day, and a new one is told once to the database's owner and is valid for an hour", async () => {
    const code = newHash();
    await provision(code);
    await room.sql`update private.setup_codes set expires_at = now() - interval '1 second'`;
    await expectRefused(room, "setup.complete", await makeUser(room), byAda(code), "forbidden");
    const [row] = await room.sql`select private.new_setup_code() as code`;
    const [kept] = await room.sql`
      select expires_at - now() <= interval '1 hour' and expires_at - now() > interval '59 minutes' as brief from private.setup_codes`;
    expect(kept?.brief).toBe(true);
    await room.call("setup.complete", await makeUser(room), byAda(sha256Hex(row?.code)));
    await expect(room.sql`select private.new_setup_code()`).rejects.toThrow("There is an admin already");
  });

  test("is not guessed: after five wrong ones a person is refused even the right one, until a new one is made", async () => {
    const code = newHash();
    await provision(code);
    const mallory = await makeUser(room);
    for (let tries = 0; tries < 5; tries += 1)
      await expectRefused(room, "setup.complete", mallory, byAda(newHash()), "forbidden");
    await expectRefused(room, "setup.complete", mallory, byAda(code), "limit_exceeded");
    const later = new Date(Date.now() + 11 * 60_000);
    await expectRefused(room, "setup.complete", await makeUser(room), byAda(newHash()), "forbidden");
    await room.call("setup.complete", mallory, byAda(code), { now: later });
  });
});
