"use client";
import { useSyncExternalStore } from "react";
import { silencedOf } from "../../../../components/notifications/choice.model.ts";
import { askForPermission, usePermission } from "../../../../components/notifications/use-permission.ts";
import { NotificationsForm } from "../../../../components/settings/notifications-form.tsx";
import { Page } from "../../../../components/shell/page.tsx";
import type { ActionResult } from "../../../../components/types.ts";
import { Notice } from "../../../../components/ui/notice.tsx";
import { notifyAsTest } from "../../../../lib/notifications/browser-notification.ts";
import { keptInCookie } from "../../../browser-cookie.ts";
import { onSilenced, silence, silencedCookie } from "../../../notification-choice.ts";
import { useMe } from "../../me.tsx";

/** Joins the choices with what this browser remembers and permits; `kept`: as the server found it. */
export function NotificationsClient({ kept }: { kept: string | undefined }) {
  const me = useMe();
  const permission = usePermission();
  const text = useSyncExternalStore(
    onSilenced,
    () => keptInCookie(silencedCookie),
    () => kept,
  );
  return (
    <Page
      title="Notifications"
      bar={
        me.role === "auditor" && (
          <Notice title="An auditor is told of nothing">
            You start no runs and decide no approvals. What is chosen here holds once you are an operator.
          </Notice>
        )
      }
    >
      <NotificationsForm
        permission={permission}
        silenced={silencedOf(text)}
        onChange={silence}
        onAsk={() => askForPermission().then(() => ({ ok: true }))}
        onTest={sendTest}
      />
    </Page>
  );
}

async function sendTest(): Promise<ActionResult> {
  if (await notifyAsTest()) return { ok: true };
  return {
    ok: false,
    message: "The browser has not shown it",
    remedy:
      "It may be forbidden by the system's settings for this browser, and on a phone browsers show none for a page.",
  };
}
