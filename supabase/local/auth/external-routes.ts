import { Hono } from "hono";
import type { JWTPayload } from "jose";
import { z } from "zod";
import { AuthError, validationFailed } from "./errors.ts";
import { externalUser } from "./external-user.ts";
import { beginFlow, challengeOf, issueCode } from "./flow-state.ts";
import { Github } from "./github.ts";
import { ProviderRefusal, redirectTarget, withError, withQuery } from "./redirects.ts";
import { openSession, sessionInAddress } from "./sessions.ts";
import type { AuthContext } from "./user-routes.ts";

/** How long somebody may take at the provider's (seconds). */
const STATE_SECONDS = 600;

const Authorize = z.object({
  provider: z.string().default(""),
  redirect_to: z.string().optional(),
  scopes: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
});

/** What our own token says that goes to the provider and comes back with the person. */
const State = z.object({ provider: z.literal("github"), referrer: z.url(), flow: z.uuid().nullable() });

/** Signing in at another service (OAuth 2, with PKCE): GitHub, where it is configured. */
export function externalRoutes({ sql, tokens, settings }: AuthContext): Hono {
  const app = new Hono();
  const github = settings.github && new Github(settings.github, `${tokens.issuer}/callback`);

  app.get("/authorize", async (context) => {
    const asked = Authorize.parse(context.req.query());
    if (asked.provider !== "github" || !github) {
      throw validationFailed("Unsupported provider: provider is not enabled");
    }
    const challenge = challengeOf(asked);
    const flow = challenge && (await beginFlow(sql, challenge, { method: "oauth", provider: asked.provider }));
    const referrer = redirectTarget(asked.redirect_to, settings);
    const state = await tokens.sign({ provider: "github", referrer, flow }, STATE_SECONDS);
    return context.redirect(github.authorizeUrl(state, asked.scopes));
  });

  app.get("/callback", async (context) => {
    const { code, error, error_description, state } = context.req.query();
    const known = State.safeParse(await claimsOf(state ?? ""));
    if (!github || !known.success) {
      const refusal = new AuthError(400, "bad_oauth_state", "OAuth state is invalid or has expired");
      return context.redirect(withError(settings.siteUrl, refusal));
    }
    const { referrer, flow } = known.data;
    try {
      if (error !== undefined) throw new ProviderRefusal(error, error_description ?? "");
      if (!code) throw new AuthError(400, "bad_oauth_callback", "OAuth callback with missing authorization code");
      const profile = await github.profileOf(code);
      return await sql.begin(async (db) => {
        const user = await externalUser(db, profile);
        if (flow !== null) return context.redirect(withQuery(referrer, { code: await issueCode(db, flow, user.id) }));
        return context.redirect(sessionInAddress(referrer, await openSession(db, tokens, user, "oauth")));
      });
    } catch (failure) {
      return context.redirect(withError(referrer, failure));
    }
  });

  async function claimsOf(state: string): Promise<JWTPayload> {
    return await tokens.verify(state).catch(() => ({}));
  }

  return app;
}
