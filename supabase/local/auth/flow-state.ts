import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { Sql, TransactionSql } from "postgres";
import { AuthError, validationFailed } from "./errors.ts";

/** How long a code can be redeemed (seconds). */
const CODE_SECONDS = 300;

/** What a browser keeps to itself, hashed: only that browser can redeem the code (PKCE). */
export interface Challenge {
  code_challenge: string;
  code_challenge_method: "s256" | "plain";
}

/** The challenge of a request; null for a client that wants its session in the address itself. Throws AuthError. */
export function challengeOf(body: {
  code_challenge?: string | null | undefined;
  code_challenge_method?: string | null | undefined;
}) {
  const code_challenge = body.code_challenge ?? "";
  const method = (body.code_challenge_method ?? "").toLowerCase();
  if (code_challenge === "" && method === "") return null;
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(code_challenge) || (method !== "s256" && method !== "plain")) {
    throw validationFailed("PKCE flow requires code_challenge_method and code_challenge");
  }
  return { code_challenge, code_challenge_method: method } satisfies Challenge;
}

export type FlowMethod = "oauth" | "recovery";

/** Remembers a challenge until whoever it belongs to comes back. Returns the flow's id. */
export async function beginFlow(
  db: Sql | TransactionSql,
  { code_challenge, code_challenge_method }: Challenge,
  flow: { method: FlowMethod; provider: string; userId?: string },
): Promise<string> {
  const id = randomUUID();
  // Those that nobody came back to.
  await db`delete from auth.flow_state where created_at < now() - interval '1 day'`;
  await db`
    insert into auth.flow_state (id, user_id, auth_code, code_challenge, code_challenge_method, provider_type,
      authentication_method, created_at, updated_at)
    values (${id}, ${flow.userId ?? null}, ${randomUUID()}, ${code_challenge}, ${code_challenge_method}, ${flow.provider},
      ${flow.method}, now(), now())`;
  return id;
}

/** The flow's code, from now on redeemable for a session of this user. Throws AuthError when there is no such flow any more. */
export async function issueCode(db: TransactionSql, flowId: string, userId: string): Promise<string> {
  const [flow] = await db<{ auth_code: string }[]>`
    update auth.flow_state set user_id = ${userId}, auth_code_issued_at = now(), updated_at = now()
    where id = ${flowId} and auth_code_issued_at is null returning auth_code`;
  if (!flow) throw noFlow();
  return flow.auth_code;
}

/** The newest flow that this user's mail belongs to. */
export async function flowOfUser(db: TransactionSql, userId: string, method: FlowMethod): Promise<string> {
  const [flow] = await db<{ id: string }[]>`
    select id from auth.flow_state where user_id = ${userId} and authentication_method = ${method}
    order by created_at desc limit 1`;
  if (!flow) throw noFlow();
  return flow.id;
}

/** Whose session a code is for; it can be redeemed once. Throws AuthError. */
export async function redeemCode(db: TransactionSql, code: string, verifier: string) {
  if (code === "" || verifier === "") {
    throw validationFailed("invalid request: both auth code and code verifier should be non-empty");
  }
  const [flow] = await db<
    (Challenge & { id: string; user_id: string | null; method: FlowMethod; is_expired: boolean })[]
  >`
    select id, user_id, code_challenge, code_challenge_method, authentication_method as method,
      auth_code_issued_at + make_interval(secs => ${CODE_SECONDS}) < now() as is_expired
    from auth.flow_state where auth_code = ${code} and auth_code_issued_at is not null for update`;
  if (!flow || flow.user_id === null) throw noFlow();
  if (flow.is_expired) {
    throw new AuthError(403, "flow_state_expired", "invalid flow state, flow state has expired");
  }
  const given = flow.code_challenge_method === "plain" ? verifier : sha256(verifier).toString("base64url");
  if (!timingSafeEqual(sha256(given), sha256(flow.code_challenge))) {
    throw new AuthError(400, "bad_code_verifier", "code challenge does not match previously saved code verifier");
  }
  await db`delete from auth.flow_state where id = ${flow.id}`;
  return { userId: flow.user_id, method: flow.method };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();
const noFlow = () => new AuthError(404, "flow_state_not_found", "invalid flow state, no valid flow state found");
