"use client";
import { useControlRoom } from "../../lib/context.ts";

/** Ends the session of this browser and leaves for the sign-in page, also when the server cannot be told. */
export function useSignOut(): () => Promise<void> {
  const { connect } = useControlRoom();
  return async () => {
    const supabase = await connect();
    await supabase.auth.signOut({ scope: "local" });
    window.location.assign("/sign-in");
  };
}
