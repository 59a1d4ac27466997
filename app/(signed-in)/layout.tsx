import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { Activity, type ReactNode } from "react";
import { pendingApprovalsQuery } from "../../lib/approvals/approval-list-query.ts";
import { readMe } from "../../lib/operators/me.ts";
import { createQueryClient } from "../../lib/query/query-client.ts";
import { readDefaultRunView } from "../../lib/run-views/default-run-view.ts";
import { sessionListQuery } from "../../lib/sessions/session-list-query.ts";
import { uiConfig } from "../../lib/supabase/server.ts";
import { appearanceOf } from "../appearance.ts";
import { pageMade } from "../page-made.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { ControlRoomProvider } from "./control-room.tsx";
import { firstAnswer } from "./first-answer.ts";
import { NotInvited } from "./not-invited.tsx";
import { Shell } from "./shell.tsx";

/** For operators only: someone who merely signed up is told whom to ask, and sees nothing. */
export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const supabase = await supabaseOfRequest();
  const me = await readMe(supabase);
  if (me === null) redirect("/sign-in");
  if (me.role === null) {
    return (
      <ControlRoomProvider config={uiConfig()} made={await pageMade()}>
        <NotInvited email={me.email} />
      </ControlRoomProvider>
    );
  }
  const store = await cookies();
  const appearance = appearanceOf((name) => store.get(name)?.value);
  const cache = createQueryClient();
  const shell = Promise.all([
    cache.prefetchQuery(sessionListQuery(supabaseOfRequest, false)),
    cache.prefetchQuery(pendingApprovalsQuery(supabaseOfRequest)),
  ]);
  const [defaultRunView] = await Promise.all([readDefaultRunView(supabase, me.userId), firstAnswer(shell)]);
  return (
    <ControlRoomProvider config={uiConfig()} made={await pageMade()}>
      <HydrationBoundary state={dehydrate(cache)}>
        <Shell me={{ ...me, role: me.role, defaultRunView }} appearance={appearance}>
          {/* A phone takes the page over by itself and in short tasks, once what stands around it has been. */}
          <Activity>{children}</Activity>
        </Shell>
      </HydrationBoundary>
    </ControlRoomProvider>
  );
}
