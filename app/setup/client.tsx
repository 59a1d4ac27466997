"use client";
import { useState } from "react";
import { SetupForm } from "../../components/auth/setup-form.tsx";
import { completeSetup } from "../../lib/operators/complete-setup.ts";
import { createSupabaseInBrowser } from "../../lib/supabase/browser.ts";
import type { UiConfig } from "../../lib/supabase/config.ts";

export function SetupClient({ config, code }: { config: UiConfig; code: string }) {
  const [supabase] = useState(() => createSupabaseInBrowser(config));
  return (
    <SetupForm
      onSetup={async (operator) => {
        const result = await completeSetup(supabase, config, code, operator);
        // Replaced, so that going back does not lead to the used code.
        if (result.ok) window.location.replace("/");
        return result;
      }}
    />
  );
}
