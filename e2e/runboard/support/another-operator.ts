import { createClient } from "@supabase/supabase-js";
import postgres from "postgres";
import { superuserUrl } from "../../start/superuser-url.ts";
import { ownInstance } from "./instance.ts";
import { expect, type Operator } from "./operator.ts";

/** Signs somebody up, gives them a role, and opens a page in a window of their own. */
export async function anotherOperator(operator: Operator, name: string, role: string, path: string) {
  const instance = ownInstance();
  const { url, publishableKey } = instance.supabase;
  const account = { email: `${name.toLowerCase()}@example.test`, password: "another look at runs" };
  const { data, error } = await createClient(url, publishableKey, { auth: { persistSession: false } }).auth.signUp(
    account,
  );
  if (error) throw error;
  const sql = postgres(await superuserUrl(instance.folder), { max: 1 });
  await sql`insert into public.operators (user_id, display_name, role) values (${data.user?.id ?? ""}, ${name}, ${role})`;
  await sql.end();
  const page = await operator.stranger(path);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: `${name}, ${role}: theme and sign-out` })).toBeVisible();
  return page;
}
