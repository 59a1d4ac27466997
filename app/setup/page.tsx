import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Logo } from "../../components/shell/logo.tsx";
import { readMe } from "../../lib/operators/me.ts";
import { readSettings } from "../../lib/setup/settings.ts";
import { shippedTemplates } from "../../lib/setup/templates.ts";
import { workerPlaces } from "../../lib/setup/worker-places.ts";
import type { UiConfig } from "../../lib/supabase/config.ts";
import { uiConfig } from "../../lib/supabase/server.ts";
import { pageMade } from "../page-made.ts";
import { nextPath } from "../sign-in/next-path.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { setupAnswer } from "./answer.ts";
import { SetupClient } from "./client.tsx";

export const metadata: Metadata = { title: "Setup" };

interface SetupPageProps {
  searchParams: Promise<{ code?: string | string[]; next?: string | string[] }>;
}

/** The way from nothing to the first run. Closed once it has been gone: then only an admin sees it, with everything ticked. */
export default async function SetupPage({ searchParams }: SetupPageProps) {
  const { code, next } = await searchParams;
  const { set_up, state } = await setupAnswer();
  if (state === null) redirect(nextPath(next));
  const config = readSettings(process.env).ok ? uiConfig() : null;
  const given = typeof code === "string" && code !== "" ? code : null;
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-3xl flex-col gap-4 px-3 py-6 sm:px-4 sm:py-10">
      <header>
        <p className="flex items-center gap-2 font-semibold">
          <Logo />
          Ops Control Room
        </p>
        <h1 className="mt-4 font-semibold text-xl">{set_up ? "Set up" : "Set up the control room"}</h1>
        <p className="mt-1 text-muted">
          {set_up
            ? "What this control room stands on. Only admins see this page."
            : "Three steps. Everything here is looked at again every two seconds."}
        </p>
      </header>
      <SetupClient
        initial={state}
        config={config}
        code={given}
        next={nextPath(next)}
        admin={set_up && config ? await forAdmin(config) : null}
      />
    </main>
  );
}

/** What the last step needs; only an admin gets as far as here. */
async function forAdmin({ supabaseUrl, publishableKey }: UiConfig) {
  const me = await readMe(await supabaseOfRequest());
  const [places, templates] = await Promise.all([workerPlaces(supabaseUrl, publishableKey), shippedTemplates()]);
  return me === null ? null : { name: me.name, made: await pageMade(), places, templates };
}
