import type { Metadata } from "next";
import { cookies } from "next/headers";
import { silencedCookie } from "../../../notification-choice.ts";
import { NotificationsClient } from "./client.tsx";

export const metadata: Metadata = { title: "Notifications" };

/** What this browser tells its reader, and how. */
export default async function NotificationsPage() {
  return <NotificationsClient kept={(await cookies()).get(silencedCookie)?.value} />;
}
