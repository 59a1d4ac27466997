/** What no browser may ever be sent, found by its form alone. Libraries may name a key's prefix, so a key is prefix and body. */
const FORMS: Readonly<Record<string, RegExp>> = {
  "a Supabase secret key": /sb_secret_[A-Za-z0-9_-]{8,}/,
  "an API key": /ocr_[A-Za-z0-9_-]{43}/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "a database password": /postgres(?:ql)?:\/\/[^\s"'`:@]+:[^\s"'`@]+@/,
};

/** Names every secret in a text: these values, and whatever has the form of one. */
export function findSecrets(text: string, values: Readonly<Record<string, string>>): string[] {
  const known = Object.entries(values).filter(([, value]) => text.includes(value));
  const formed = Object.entries(FORMS).filter(([, form]) => form.test(text));
  const found = [...known, ...formed].map(([name]) => name);
  return hasServiceToken(text) ? [...found, "a service_role token"] : found;
}

/** Legacy keys of a project are tokens that say so in their middle part. */
function hasServiceToken(text: string): boolean {
  const tokens = text.matchAll(/eyJ[A-Za-z0-9_-]+\.(eyJ[A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+/g);
  return [...tokens].some(([, claims = ""]) => Buffer.from(claims, "base64url").includes("service_role"));
}
