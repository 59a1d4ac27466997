import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthPage } from "../../components/auth/auth-page.tsx";
import { readMe } from "../../lib/operators/me.ts";
import { uiConfig } from "../../lib/supabase/server.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { SetupClient } from "./client.tsx";

export const metadata: Metadata = { title: "First operator" };

/** Makes the holder of the one-time code the first operator, an admin. Without a code there is nothing to do here. */
export default async function SetupPage({ searchParams }: { searchParams: Promise<{ code?: string | string[] }> }) {
  const { code } = await searchParams;
  const me = await readMe(await supabaseOfRequest());
  if (me !== null && me.role !== null) redirect("/");
  if (typeof code !== "string" || code === "") {
    return (
      <AuthPage
        title="The setup code is missing"
        description="Open the address that “npm start” printed; the code is part of it. It works once."
      >
        <Link href="/sign-in" className="font-medium text-accent hover:underline">
          Sign in instead
        </Link>
      </AuthPage>
    );
  }
  return (
    <AuthPage
      title="Set up the first operator"
      description="You become an admin. This page works once; afterwards the address is closed."
    >
      <SetupClient config={uiConfig()} code={code} />
    </AuthPage>
  );
}
