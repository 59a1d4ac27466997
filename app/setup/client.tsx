"use client";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { ConnectStep } from "../../components/setup/connect-step.tsx";
import { DatabaseStep } from "../../components/setup/database-step.tsx";
import { PeopleStep } from "../../components/setup/people-step.tsx";
import { UntilListening } from "../../components/ui/until-listening.tsx";
import { completeSetup } from "../../lib/operators/complete-setup.ts";
import { applySchema, loadSchemaSql, useSetupState } from "../../lib/setup/use-setup-state.ts";
import { createSupabaseInBrowser } from "../../lib/supabase/browser.ts";
import type { UiConfig } from "../../lib/supabase/config.ts";
import type { SetupState } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import type { AdminProps } from "./admin.tsx";

/** Fetched for the admin alone. */
const AdminPart = dynamic(() => import("./admin.tsx").then((module) => module.AdminPart));

export interface SetupClientProps {
  initial: SetupState;
  /** Null while the environment names no project. */
  config: UiConfig | null;
  code: string | null;
  /** Where the visitor was going. */
  next: string;
  admin: ({ name: string } & Omit<AdminProps, "config" | "next" | "onWorking">) | null;
}

/** The three steps with their live checks. */
export function SetupClient({ initial, config, code, next, admin }: SetupClientProps) {
  const { state, refresh } = useSetupState(initial, admin !== null);
  // The server was started again with other variables: the page it serves now has the project's configuration.
  const connected = state.connect.problem === null;
  useEffect(() => {
    if (connected && config === null) window.location.reload();
  }, [connected, config]);
  // The address bar and the history need not hold the code.
  const [given] = useState(code);
  useEffect(() => window.history.replaceState(null, "", "/setup"), []);
  const [working, setWorking] = useState(false);
  const ready = connected && state.database.status === "current" && state.executor.status === "current";
  return (
    <UntilListening>
      <ConnectStep connect={state.connect} />
      <DatabaseStep
        state={state}
        sqlHref="/setup/schema.sql"
        loadSql={loadSchemaSql}
        onApply={async () => {
          const started = await applySchema();
          await refresh();
          return started;
        }}
      />
      <PeopleStep
        ready={ready}
        hasAdmin={state.has_admin}
        admin={admin?.name ?? null}
        working={working}
        code={given}
        onSetup={async (used, operator) => {
          if (config === null) return { ok: false, message: "There is no project to sign up with." };
          const result = await completeSetup(createSupabaseInBrowser(config), config, used, operator);
          // Replaced, so that going back does not lead to the used code.
          if (result.ok) window.location.replace("/setup");
          return result;
        }}
      >
        {admin !== null && config !== null && (
          <AdminPart
            config={config}
            next={next}
            made={admin.made}
            places={admin.places}
            templates={admin.templates}
            onWorking={setWorking}
          />
        )}
      </PeopleStep>
    </UntilListening>
  );
}
