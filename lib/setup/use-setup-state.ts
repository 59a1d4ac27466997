import { useEffect, useRef, useState } from "react";
import { SetupAnswer, type SetupState } from "../../supabase/functions/_shared/contracts/setup-state.ts";

/** How often it is looked again, in ms, while the page is seen: quicker while something is under way. */
const restMs = 2_000;
const busyMs = 700;

/** The wizard's state, asked anew as long as somebody looks at the page that was served `setUp` or not. `refresh` asks at once. */
export function useSetupState(
  initial: SetupState,
  setUp: boolean,
): { state: SetupState; refresh: () => Promise<void> } {
  const [state, setState] = useState(initial);
  const refresh = useRef(async () => {
    const answer = await askSetup();
    // Everything is set up, by whoever: the server shows an admin more now and leads everybody else away. Which of them this is it knows
    // better than the answer, which may be of the moment before somebody here became admin.
    if (answer?.set_up && (answer.state === null || !setUp)) window.location.reload();
    else if (answer?.state) setState(answer.state);
  });
  const pause = state.database.applying ? busyMs : restMs;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    const again = async () => {
      if (document.visibilityState === "visible") await refresh.current();
      if (!gone) timer = setTimeout(again, pause);
    };
    timer = setTimeout(again, pause);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [pause]);
  return { state, refresh: refresh.current };
}

/** What the server says of the setup; null when it says nothing. */
export async function askSetup(): Promise<SetupAnswer | null> {
  const response = await fetch("/setup/state", { cache: "no-store" }).catch(() => null);
  if (!response?.ok) return null;
  return SetupAnswer.safeParse(await response.json().catch(() => null)).data ?? null;
}

/** Begins to bring the database up to date. */
export async function applySchema(): Promise<{ ok: true } | { ok: false; message: string; remedy: string }> {
  const response = await fetch("/setup/apply", { method: "POST" }).catch(() => null);
  if (response?.status === 202) return { ok: true };
  if (response?.status === 403) return { ok: false, message: "Only an admin may do this.", remedy: "Sign in as one." };
  return { ok: false, message: "It was not started.", remedy: "Reload the page and look at what is missing now." };
}

/** The SQL to paste. */
export async function loadSchemaSql(): Promise<string> {
  const response = await fetch("/setup/schema.sql", { cache: "no-store" });
  if (!response.ok) throw new Error("There is nothing to apply any more.");
  return await response.text();
}
