import { z } from "zod";
import { AuthError } from "./errors.ts";
import { ProviderRefusal } from "./redirects.ts";
import type { AuthSettings } from "./settings.ts";

const TIMEOUT_MS = 10_000;

const Token = z.object({ access_token: z.string().min(1) });
const Refusal = z.object({ error: z.string(), error_description: z.string().optional() });
const Person = z.object({
  id: z.number().int(),
  login: z.string(),
  name: z.string().nullish(),
  avatar_url: z.string().nullish(),
});
const Emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** Somebody as GitHub knows them. */
export interface GithubProfile {
  id: string;
  /** Addresses that GitHub has verified, the primary one first; lower case. */
  emails: readonly string[];
  /** What is kept beside the identity. */
  metadata: Record<string, string | boolean>;
}

/** An OAuth app at github.com, or at a GitHub Enterprise of one's own. */
export class Github {
  readonly #app: NonNullable<AuthSettings["github"]>;
  readonly #site: string;
  readonly #api: string;
  readonly #callback: string;

  /** `callback`: where GitHub sends people back to, as it stands in the app's settings. */
  constructor(app: NonNullable<AuthSettings["github"]>, callback: string) {
    this.#app = app;
    this.#site = app.url ?? "https://github.com";
    this.#api = app.url === undefined ? "https://api.github.com" : `${app.url}/api/v3`;
    this.#callback = callback;
  }

  /** Where a person lets GitHub tell us who they are. */
  authorizeUrl(state: string, scopes: string | undefined): string {
    const url = new URL(`${this.#site}/login/oauth/authorize`);
    const scope = ["user:email", ...(scopes ?? "").split(/[\s,]+/).filter(Boolean)].join(" ");
    const parameters = { client_id: this.#app.clientId, redirect_uri: this.#callback, response_type: "code" };
    url.search = new URLSearchParams({ ...parameters, scope, state }).toString();
    return url.href;
  }

  /** Who the code that GitHub sent somebody back with belongs to. Throws ProviderRefusal, AuthError. */
  async profileOf(code: string): Promise<GithubProfile> {
    const token = await this.#token(code);
    const [person, addresses] = await Promise.all([this.#read("/user", token, Person), this.#emails(token)]);
    const emails = addresses
      .filter(({ verified }) => verified)
      .sort((a, b) => Number(b.primary) - Number(a.primary))
      .map(({ email }) => email.toLowerCase());
    const { id, login, name, avatar_url } = person;
    return {
      id: String(id),
      emails,
      metadata: {
        iss: this.#api,
        sub: String(id),
        provider_id: String(id),
        user_name: login,
        preferred_username: login,
        ...(name && { name, full_name: name }),
        ...(avatar_url && { avatar_url }),
        ...(emails[0] && { email: emails[0], email_verified: true }),
        phone_verified: false,
      },
    };
  }

  #emails(token: string) {
    return this.#read("/user/emails", token, Emails);
  }

  async #token(code: string): Promise<string> {
    const { clientId, secret } = this.#app;
    const parameters = { grant_type: "authorization_code", code, redirect_uri: this.#callback };
    const answer = await this.#ask(`${this.#site}/login/oauth/access_token`, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ ...parameters, client_id: clientId, client_secret: secret }),
    });
    // GitHub refuses with 200.
    const body: unknown = await answer.json().catch(() => null);
    const refused = Refusal.safeParse(body);
    if (refused.success) throw new ProviderRefusal(refused.data.error, refused.data.error_description ?? "");
    const token = Token.safeParse(body);
    if (!token.success) throw new AuthError(500, "unexpected_failure", "Unable to exchange external code");
    return token.data.access_token;
  }

  async #read<T>(path: string, token: string, schema: z.ZodType<T>): Promise<T> {
    const headers = { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" };
    const answer = await this.#ask(`${this.#api}${path}`, { headers });
    const parsed = schema.safeParse(await answer.json().catch(() => null));
    if (answer.ok && parsed.success) return parsed.data;
    throw new AuthError(500, "unexpected_failure", "Error getting user profile from external provider");
  }

  async #ask(url: string, init: RequestInit): Promise<Response> {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), "user-agent": "supabase-local-auth" };
    try {
      return await fetch(url, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch {
      throw new AuthError(503, "unexpected_failure", "The external provider cannot be reached");
    }
  }
}
