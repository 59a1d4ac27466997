import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";

/** Somebody with an account at our GitHub. */
export interface GithubPerson {
  id: number;
  login: string;
  name: string | null;
  emails: readonly { email: string; primary: boolean; verified: boolean }[];
}

export interface Github {
  /** As GOTRUE_EXTERNAL_GITHUB_URL has it. */
  url: string;
  app: { clientId: string; secret: string };
  /** Who is signed in at GitHub in the browser that comes. */
  person: GithubPerson;
  close(): Promise<void>;
}

/**
 * What a GitHub Enterprise serves of OAuth: the page that asks, the exchange of its code, and who the token belongs to. It is as strict as
 * GitHub: one app, its secret, a code once and for the address it was issued for, a token for reading.
 */
export async function startGithub(person: GithubPerson): Promise<Github> {
  const app = { clientId: "Iv1.control-room", secret: randomBytes(20).toString("hex") };
  const codes = new Map<string, { redirectUri: string; person: GithubPerson }>();
  const people = new Map<string, GithubPerson>();
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  const github: Github = {
    url: `http://127.0.0.1:${address.port}`,
    app,
    person,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };

  const routes = new Hono();
  routes.get("/login/oauth/authorize", (context) => {
    const { client_id, redirect_uri = "", state = "", scope = "", response_type } = context.req.query();
    if (client_id !== app.clientId || response_type !== "code") return context.text("404: no such application", 404);
    const code = randomBytes(10).toString("hex");
    codes.set(code, { redirectUri: redirect_uri, person: github.person });
    const back = (more: Record<string, string>) => `${redirect_uri}?${new URLSearchParams({ ...more, state })}`;
    const denied = { error: "access_denied", error_description: "The user has denied your application access." };
    return context.html(`<!doctype html><title>Authorize</title><h1>Authorize Ops Control Room as ${github.person.login}</h1>
      <p>It asks for: ${scope}</p>
      <a id="authorize" href="${back({ code }).replaceAll("&", "&amp;")}">Authorize</a>
      <a id="cancel" href="${back(denied).replaceAll("&", "&amp;")}">Cancel</a>`);
  });
  routes.post("/login/oauth/access_token", async (context) => {
    const { client_id, client_secret, code, redirect_uri, grant_type } = await context.req.parseBody();
    const issued = codes.get(String(code));
    codes.delete(String(code));
    if (client_id !== app.clientId || client_secret !== app.secret)
      return context.json(refusal("incorrect_client_credentials"));
    if (!issued || grant_type !== "authorization_code") return context.json(refusal("bad_verification_code"));
    if (issued.redirectUri !== redirect_uri) return context.json(refusal("redirect_uri_mismatch"));
    const token = `gho_${randomBytes(16).toString("hex")}`;
    people.set(token, issued.person);
    return context.json({ access_token: token, token_type: "bearer", scope: "user:email" });
  });
  const asPerson = (answer: (person: GithubPerson) => unknown) => (context: Context) => {
    const found = people.get((context.req.header("authorization") ?? "").replace(/^Bearer /, ""));
    return found ? context.json(answer(found)) : context.json({ message: "Bad credentials" }, 401);
  };
  routes.get(
    "/api/v3/user",
    asPerson(({ id, login, name }) => ({ id, login, name, avatar_url: `${github.url}/${login}.png` })),
  );
  routes.get(
    "/api/v3/user/emails",
    asPerson(({ emails }) => emails.map((entry) => ({ ...entry, visibility: null }))),
  );
  server.on("request", getRequestListener(routes.fetch));
  return github;
}

const refusal = (error: string) => ({ error, error_description: `Refused: ${error}` });
