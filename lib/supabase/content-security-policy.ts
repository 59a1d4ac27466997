/** Address of Realtime's socket in a project. */
function socketOrigin(supabaseUrl: string): string {
  const { protocol, host } = new URL(supabaseUrl);
  return `${protocol === "https:" ? "wss" : "ws"}://${host}`;
}

/**
 * The policy of one page. Scripts run only with this answer's nonce, or when such a script loads them; the page talks to itself and its
 * Supabase project, where it has one, and can be framed by nobody. Style attributes are allowed because virtual lists position their rows with them.
 */
export function contentSecurityPolicy(nonce: string, supabaseUrl: string | null, development: boolean): string {
  const project = supabaseUrl === null ? "" : ` ${new URL(supabaseUrl).origin} ${socketOrigin(supabaseUrl)}`;
  const directives: Record<string, string> = {
    "default-src": "'self'",
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' blob: data:",
    "font-src": "'self'",
    "connect-src": `'self'${project}`,
    "object-src": "'none'",
    "frame-src": "'none'",
    "worker-src": "'self' blob:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}
