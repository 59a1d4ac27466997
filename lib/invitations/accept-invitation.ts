import type { CommandOutput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { sha256Hex } from "../../supabase/functions/_shared/contracts/sha256.ts";
import { accessToken } from "../control-room.ts";
import { signUpOrIn } from "../operators/sign-up-or-in.ts";
import { OpsError } from "../ops-client/errors.ts";
import { createOpsClient, type OpsClient } from "../ops-client/index.ts";
import { type ActionResult, actionResult } from "../query/action-result.ts";
import { executorUrl, type UiConfig } from "../supabase/config.ts";
import type { Supabase } from "../supabase/types.ts";

/** What somebody holds who opened a link: the project, and the token of which only the hash is sent. */
export interface Holder {
  supabase: Supabase;
  config: UiConfig;
  token: string;
}

function opsOf({ supabase, config }: Holder): OpsClient {
  return createOpsClient({ url: executorUrl(config.supabaseUrl), credential: () => accessToken(supabase) });
}

/** `invitations.check`: what the link would make of the person who is signed in, or what stands against it, a failure to look included. */
export async function checkInvitation(holder: Holder): Promise<CommandOutput<"invitations.check">> {
  try {
    return await opsOf(holder).checkInvitation({ token_sha256: await sha256Hex(holder.token) });
  } catch (error) {
    const obstacle = error instanceof OpsError ? error.message : "The invitation cannot be looked at now.";
    return { obstacle, role: null, invited_by: null, expires_at: null };
  }
}

/** `invitations.accept`, for the person who is signed in; with an account, signs up or in before. */
export async function acceptInvitation(
  holder: Holder,
  name: string,
  account: { email: string; password: string } | null,
): Promise<ActionResult> {
  if (account !== null) {
    const signedIn = await signUpOrIn(holder.supabase, account.email, account.password);
    if (!signedIn.ok) return signedIn;
  }
  const token_sha256 = await sha256Hex(holder.token);
  return await actionResult(opsOf(holder).acceptInvitation({ token_sha256, display_name: name.trim() }));
}
