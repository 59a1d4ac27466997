import type { ReactNode } from "react";
import { SettingsNavigation } from "./navigation.tsx";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return <SettingsNavigation>{children}</SettingsNavigation>;
}
