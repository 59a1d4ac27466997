"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { ClockProvider, type PageMade } from "../../components/status/clock.tsx";
import { ControlRoomContext } from "../../lib/context.ts";
import { openControlRoom } from "../../lib/control-room.ts";
import { createQueryClient } from "../../lib/query/query-client.ts";
import { useClockOffset } from "../../lib/query/use-clock-offset.ts";
import type { UiConfig } from "../../lib/supabase/config.ts";

export interface ControlRoomProviderProps {
  config: UiConfig;
  made: PageMade;
  children: ReactNode;
}

/** Everything that the screens of a signed-in person share, made once a page load. */
export function ControlRoomProvider({ config, made, children }: ControlRoomProviderProps) {
  const [room] = useState(() => openControlRoom(config));
  const [cache] = useState(createQueryClient);

  useEffect(() => {
    const online = () => room.connection.online(navigator.onLine);
    window.addEventListener("online", online);
    window.addEventListener("offline", online);
    let stopListening: (() => void) | null = null;
    let gone = false;
    void room.connect().then(({ auth }) => {
      if (gone) return;
      // Signing out in one window signs out in all of them.
      const { data } = auth.onAuthStateChange((event) => {
        if (event === "SIGNED_OUT") window.location.assign("/sign-in");
      });
      stopListening = () => data.subscription.unsubscribe();
    });
    return () => {
      gone = true;
      window.removeEventListener("online", online);
      window.removeEventListener("offline", online);
      stopListening?.();
    };
  }, [room]);

  return (
    <ControlRoomContext value={room}>
      <QueryClientProvider client={cache}>
        <DatabaseClock made={made}>{children}</DatabaseClock>
      </QueryClientProvider>
    </ControlRoomContext>
  );
}

function DatabaseClock(props: Pick<ControlRoomProviderProps, "made" | "children">) {
  return <ClockProvider offsetMs={useClockOffset()} {...props} />;
}
