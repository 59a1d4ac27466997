"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { whyNotInSession } from "../../components/access/why-not.model.ts";
import {
  type PaletteAction,
  type PaletteItem,
  type Recent,
  withRecent,
} from "../../components/palette/palette.model.ts";
import { Palette } from "../../components/palette/palette.tsx";
import { readRecent, writeRecent } from "../../components/palette/recent-store.ts";
import type { ActionResult, ThemeChoice } from "../../components/types.ts";
import type { Toast } from "../../components/ui/toast-host.tsx";
import { recallSession } from "./last-session.ts";
import { useMe } from "./me.tsx";
import { useKnown } from "./use-known.ts";
import { useSendLine } from "./use-send-line.ts";

export interface PaletteClientProps {
  pages: readonly { label: string; href: string }[];
  sessions: readonly { id: number; name: string }[];
  sessionId: number | null;
  onThemeChange: (theme: ThemeChoice) => void;
  onClose: () => void;
  onToast: (toast: Toast) => void;
}

/** The palette with its data. Commands go to the session on the screen, else to the one that was looked at last. */
export default function PaletteClient({
  pages,
  sessions,
  sessionId,
  onThemeChange,
  onClose,
  onToast,
}: PaletteClientProps) {
  const router = useRouter();
  const { role } = useMe();
  const [recent] = useState(readRecent);
  const last = recallSession();
  const session = sessionId ?? sessions.find(({ id }) => id === last)?.id ?? sessions[0]?.id ?? null;
  const { known, ready, session: detail } = useKnown(session);
  const sendLine = useSendLine(session, known);
  const remember = (chosen: Recent) => writeRecent(withRecent(recent, chosen));

  const send = async (item: PaletteItem, action: Extract<PaletteAction, { kind: "do" }>): Promise<ActionResult> => {
    const sent = await sendLine(action.line, action.intent);
    if (!sent.ok) return sent;
    const { outcome, outcome_message, run_id } = sent.message;
    if (outcome !== null && outcome !== "ok") return { ok: false, message: outcome_message ?? outcome };
    if (outcome === null) router.push(`/sessions/${session}?chat`);
    else {
      const open =
        run_id === null ? undefined : { label: `Run ${run_id}`, onClick: () => router.push(`/runs/${run_id}`) };
      onToast({
        key: sent.message.message_id,
        title: item.label,
        detail: `In ${detail?.name}`,
        tone: "neutral",
        action: open,
      });
    }
    return { ok: true };
  };
  return (
    <Palette
      {...{ known, ready, sessions, recent, onClose }}
      screens={pages}
      whyNot={whyNotInSession(role, detail?.archived_at != null) ?? (session === null ? "Open a session first." : null)}
      sessionName={detail?.name ?? null}
      onTake={(item) => item.action.kind === "write" && remember({ label: item.label, action: item.action })}
      onAct={async (item, action) => {
        if (action.kind === "do") return await send(item, action);
        if (action.kind === "theme") onThemeChange(action.theme);
        else {
          remember({ label: item.label, action });
          router.push(action.href);
        }
        return { ok: true };
      }}
    />
  );
}
