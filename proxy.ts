import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { readiness } from "./lib/setup/readiness.ts";
import { readSettings } from "./lib/setup/settings.ts";
import { contentSecurityPolicy } from "./lib/supabase/content-security-policy.ts";
import { createSupabaseOnServer, uiConfig } from "./lib/supabase/server.ts";

/** Pages for people who are not signed in. */
const openPages = ["/sign-in", "/reset-password", "/auth/callback"];
const isOpen = (path: string) => openPages.includes(path) || path.startsWith("/invite/") || isSetup(path);
const isSetup = (path: string) => path === "/setup" || path.startsWith("/setup/");

/**
 * Before every page: sends everybody to the setup while there is no database to work with, refreshes the session, sends strangers to
 * sign in, and gives the answer its content security policy.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname } = request.nextUrl;
  const nonce = randomBytes(16).toString("base64");
  const hasProject = readSettings(process.env).ok;
  const project = hasProject ? uiConfig().supabaseUrl : null;
  const policy = contentSecurityPolicy(nonce, project, process.env.NODE_ENV === "development");
  // Next reads the nonce from the request's own policy and puts it on its scripts.
  const pass = () => {
    const headers = new Headers(request.headers);
    headers.set("content-security-policy", policy);
    return NextResponse.next({ request: { headers } });
  };

  let response: NextResponse;
  if (await belongsToSetup(pathname)) response = redirectTo(request, "/setup");
  else if (!hasProject) response = isSetup(pathname) ? pass() : redirectTo(request, "/setup");
  else response = await withSession(request, pass);
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Whether the visitor has to go to the setup first. An admin signs in to repair what is broken. */
async function belongsToSetup(pathname: string): Promise<boolean> {
  if (isSetup(pathname)) return false;
  const found = await readiness();
  return found !== "ready" && !(found === "broken" && pathname === "/sign-in");
}

async function withSession(request: NextRequest, pass: () => NextResponse): Promise<NextResponse> {
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
  if (data?.claims || isOpen(request.nextUrl.pathname)) return response;
  const redirect = redirectTo(request, "/sign-in");
  for (const cookie of response.cookies.getAll()) redirect.cookies.set(cookie);
  return redirect;
}

/** Away, with the way back. */
function redirectTo(request: NextRequest, page: "/setup" | "/sign-in"): NextResponse {
  const { pathname, search } = request.nextUrl;
  const target = new URL(page, request.url);
  if (pathname !== "/") target.searchParams.set("next", pathname + search);
  return NextResponse.redirect(target);
}

export const config = { matcher: ["/((?!_next/static|_next/image|healthz|favicon.ico|icon.svg).*)"] };
