import type { Permissions } from "../authorization.ts";
import { JoinError } from "../join-error.ts";
import type { RealtimeParts } from "../parts.ts";
import { type Claims, isApiKey } from "../tokens.ts";

/** Who a channel belongs to at the moment. */
export interface Access {
  /** Null: the connection's own key. */
  token: string | null;
  claims: Claims;
  read: Permissions;
}

export interface AccessRequest {
  topic: string;
  isPrivate: boolean;
  wantsPresence: boolean;
}

const EVERYTHING: Permissions = { broadcast: true, presence: true };

/** Checks a token and, on private topics, what its owner may read. Throws a JoinError. */
export async function checkAccess(
  parts: RealtimeParts,
  request: AccessRequest,
  token: string | null,
  keyClaims: Claims,
): Promise<Access> {
  const isKey = token === null || isApiKey(token);
  const claims = isKey ? keyClaims : await parts.tokens.verify(token);
  const { topic, isPrivate, wantsPresence } = request;
  const read = isPrivate ? await parts.authorization.read(topic, claims, wantsPresence) : EVERYTHING;
  if (!read.broadcast && !read.presence) {
    throw new JoinError("Unauthorized", `You do not have permissions to read from this Channel topic: ${topic}`);
  }
  return { token: isKey ? null : token, claims, read };
}

/** Calls `onInvalid` when the token stops being valid: looks at its expiry and at least every `tokenCheckMs`. */
export function watchToken(parts: RealtimeParts, access: Access, onInvalid: (reason: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const schedule = ({ exp }: Claims) => {
    if (isStopped) return;
    const wait = Math.min(parts.limits.tokenCheckMs, exp * 1_000 - Date.now());
    timer = setTimeout(() => void check(), Math.max(wait, 1));
    timer.unref();
  };
  const check = async () => {
    if (access.token === null) return schedule(access.claims);
    try {
      schedule(await parts.tokens.verify(access.token));
    } catch (error) {
      if (isStopped) return;
      if (error instanceof JoinError) return onInvalid(error.message);
      // The keys could not be fetched: that is not the client's fault.
      parts.log.warn({ error: String(error) }, "a token could not be checked");
      schedule({ ...access.claims, exp: Date.now() / 1_000 + 5 });
    }
  };
  schedule(access.claims);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
