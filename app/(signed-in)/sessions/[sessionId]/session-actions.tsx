"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { SessionActionsMenu, type SessionQuestion } from "../../../../components/session/session-actions-menu.tsx";
import type { SessionView } from "../../../../components/types.ts";
import { useWhyNot } from "../../me.tsx";

const SessionDialogs = dynamic(() => import("./session-dialogs.tsx").then((module) => module.SessionDialogs));

/** A session's menu, and the dialogs that it opens. */
export function SessionActions({
  session,
}: {
  session: Pick<SessionView, "id" | "name" | "visibility" | "archived_at">;
}) {
  const whyNot = useWhyNot();
  const [asked, setAsked] = useState<SessionQuestion | null>(null);
  return (
    <>
      <SessionActionsMenu
        name={session.name}
        archived={session.archived_at !== null}
        whyNot={whyNot}
        onAsk={setAsked}
      />
      {asked !== null && <SessionDialogs session={session} asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}
