"use client";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { SettingsFrame } from "../../../components/settings/settings-frame.tsx";
import { settingsPages } from "./pages.ts";

/** The pages of the settings; the same for every role, so that everybody finds out who may change what. */
export function SettingsNavigation({ children }: { children: ReactNode }) {
  return <SettingsFrame pages={settingsPages(usePathname())}>{children}</SettingsFrame>;
}
