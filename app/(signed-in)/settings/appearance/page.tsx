import type { Metadata } from "next";
import { AppearanceClient } from "./client.tsx";

export const metadata: Metadata = { title: "Appearance" };

/** How the screens of this browser look. */
export default function AppearancePage() {
  return <AppearanceClient />;
}
