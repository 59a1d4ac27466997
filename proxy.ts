import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "./lib/supabase/content-security-policy.ts";
import { createSupabaseOnServer, uiConfig } from "./lib/supabase/server.ts";

/** Pages for people who are not signed in. */
const openPages = ["/sign-in", "/setup", "/reset-password", "/auth/callback"];
const isOpen = (path: string) => openPages.includes(path) || path.startsWith("/invite/");

/** Before every page: refreshes the session, sends strangers to sign in, and gives the answer its content security policy. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, uiConfig().supabaseUrl, process.env.NODE_ENV === "development");
  // Next reads the nonce from the request's own policy and puts it on its scripts.
  const pass = () => {
    const headers = new Headers(request.headers);
    headers.set("content-security-policy", policy);
    return NextResponse.next({ request: { headers } });
  };

  let response = pass();
  const supabase = createSupabaseOnServer({
    getAll: () => request.cookies.getAll(),
    setAll: (cookies, cacheHeaders) => {
      for (const { name, value } of cookies) request.cookies.set(name, value);
      response = pass();
      for (const { name, value, options } of cookies) response.cookies.set(name, value, options);
      for (const [name, value] of Object.entries(cacheHeaders)) response.headers.set(name, value);
    },
  });
  const { data } = await supabase.auth.getClaims();

  const { pathname, search } = request.nextUrl;
  if (!data?.claims && !isOpen(pathname)) {
    const signIn = new URL("/sign-in", request.url);
    if (pathname !== "/") signIn.searchParams.set("next", pathname + search);
    const redirect = NextResponse.redirect(signIn);
    for (const cookie of response.cookies.getAll()) redirect.cookies.set(cookie);
    response = redirect;
  }
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: ["/((?!_next/static|_next/image|healthz|favicon.ico|icon.svg).*)"] };
