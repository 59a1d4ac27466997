import { NextResponse } from "next/server";
import { nextPath } from "../../sign-in/next-path.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";

/** Turns the code that Auth sends people back with into a session, then goes on to the page that was asked for. */
export async function GET(request: Request): Promise<NextResponse> {
  const { searchParams } = new URL(request.url);
  const next = nextPath(searchParams.get("next") ?? undefined);
  const code = searchParams.get("code");
  if (code !== null) {
    const supabase = await supabaseOfRequest();
    const { error } = await supabase.auth.exchangeCodeForSession(code);
    if (!error) return leave(next);
  }
  // GitHub or Auth says what was wrong; without a word the link was used, is too old, or belongs to another browser.
  const failed = searchParams.get("error_code") ?? searchParams.get("error") ?? "callback";
  // A mail for a new password is asked for again where it was asked for; whoever signs in instead wants to go on, not to a new password.
  if (next === "/reset-password") return leave(`/reset-password?${new URLSearchParams({ failed })}`);
  return leave(`/sign-in?${new URLSearchParams({ failed, next })}`);
}

/** A path only: behind a proxy this server does not know its own address. */
function leave(path: string): NextResponse {
  return new NextResponse(null, { status: 303, headers: { location: path } });
}
