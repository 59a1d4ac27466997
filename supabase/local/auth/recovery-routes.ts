import { Hono } from "hono";
import type { TransactionSql } from "postgres";
import { z } from "zod";
import { AuthError, userBanned, validationFailed } from "./errors.ts";
import { beginFlow, challengeOf, flowOfUser, issueCode } from "./flow-state.ts";
import { createMailer, type Mailer } from "./mailer.ts";
import { issueRecoveryToken, PKCE_PREFIX, secondsUntilMail, useRecoveryToken } from "./one-time-tokens.ts";
import { redirectTarget, withError, withQuery } from "./redirects.ts";
import { readBody, validEmail } from "./requests.ts";
import { openSession, sessionInAddress } from "./sessions.ts";
import type { AuthContext } from "./user-routes.ts";
import { findUser, type UserRow } from "./users.ts";

const Recover = z.object({
  email: z.string().default(""),
  // Clients without PKCE send null.
  code_challenge: z.string().nullish(),
  code_challenge_method: z.string().nullish(),
});
const Verify = z.object({ type: z.string().default(""), token_hash: z.string().default("") });

/** A new password by mail: the link's way out, and its way back. */
export function recoveryRoutes({ sql, tokens, settings }: AuthContext): { app: Hono; close(): void } {
  const app = new Hono();
  const mailer: Mailer | null = settings.smtp ? createMailer(settings.smtp) : null;

  app.post("/recover", async (context) => {
    if (!mailer) throw new AuthError(422, "email_provider_disabled", "This project sends no mail");
    const body = await readBody(context, Recover);
    if (!body.email) throw validationFailed("Password recovery requires an email");
    const email = validEmail(body.email);
    const challenge = challengeOf(body);
    const user = await findUser(sql, { email });
    // Whether there is such an account is nobody's business.
    if (!user) return context.json({});
    await sql.begin(async (db) => {
      const wait = await secondsUntilMail(db, user.id);
      if (wait > 0) {
        const message = `For security purposes, you can only request this after ${wait} seconds.`;
        throw new AuthError(429, "over_email_send_rate_limit", message);
      }
      const flow = { method: "recovery", provider: "email", userId: user.id } as const;
      if (challenge) await beginFlow(db, challenge, flow);
      const issued = await issueRecoveryToken(db, { id: user.id, email }, challenge !== null);
      const target = redirectTarget(context.req.query("redirect_to"), settings);
      const link = withQuery(`${tokens.issuer}/verify`, { token: issued, type: "recovery", redirect_to: target });
      // In the transaction: a mail that was not sent can be asked for again at once.
      await mailer.sendRecovery(email, link).catch((error: unknown) => {
        console.error(error);
        throw new AuthError(500, "unexpected_failure", "Error sending recovery email");
      });
    });
    return context.json({});
  });

  app.get("/verify", async (context) => {
    // Mail scanners look at links before people do: a look does not use one up.
    if (context.req.method === "HEAD") return context.body(null);
    const { token = "", type, redirect_to } = context.req.query();
    const target = redirectTarget(redirect_to, settings);
    try {
      if (type !== "recovery") throw validationFailed("Verify requires a verification type that this project sends");
      return await used(token, async (db, user) => {
        if (token.startsWith(PKCE_PREFIX)) {
          const flow = await flowOfUser(db, user.id, "recovery");
          return context.redirect(withQuery(target, { code: await issueCode(db, flow, user.id) }));
        }
        const session = await openSession(db, tokens, user, "otp");
        return context.redirect(sessionInAddress(target, session, { type: "recovery" }));
      });
    } catch (error) {
      return context.redirect(withError(target, error));
    }
  });

  app.post("/verify", async (context) => {
    const { type, token_hash } = await readBody(context, Verify);
    if (type !== "recovery") throw validationFailed("Verify requires a verification type that this project sends");
    return await used(token_hash, async (db, user) => context.json(await openSession(db, tokens, user, "otp")));
  });

  /** Uses a token up, whatever comes of it, and goes on with its user. */
  async function used(token: string, goOn: (db: TransactionSql, user: UserRow) => Promise<Response>) {
    const userId = await sql.begin((db) => useRecoveryToken(db, token));
    const user = userId === null ? null : await findUser(sql, { id: userId });
    if (!user) throw new AuthError(403, "otp_expired", "Email link is invalid or has expired");
    if (user.is_banned) throw userBanned();
    return await sql.begin((db) => goOn(db, user));
  }

  return { app, close: () => mailer?.close() };
}
