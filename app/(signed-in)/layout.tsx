import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { readMe } from "../../lib/operators/me.ts";
import { readDefaultRunView } from "../../lib/run-views/default-run-view.ts";
import { uiConfig } from "../../lib/supabase/server.ts";
import { appearanceOf } from "../appearance.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { ControlRoomProvider } from "./control-room.tsx";
import { NotInvited } from "./not-invited.tsx";
import { Shell } from "./shell.tsx";

/** For operators only: someone who merely signed up is told whom to ask, and sees nothing. */
export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const supabase = await supabaseOfRequest();
  const me = await readMe(supabase);
  if (me === null) redirect("/sign-in");
  const defaultRunView = me.role === null ? null : await readDefaultRunView(supabase, me.userId);
  const store = await cookies();
  const appearance = appearanceOf((name) => store.get(name)?.value);
  return (
    <ControlRoomProvider config={uiConfig()}>
      {me.role === null ? (
        <NotInvited email={me.email} />
      ) : (
        <Shell me={{ ...me, role: me.role, defaultRunView }} appearance={appearance}>
          {children}
        </Shell>
      )}
    </ControlRoomProvider>
  );
}
