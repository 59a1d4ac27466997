import type { ReactNode } from "react";
import { PageOnItsWay } from "../page-on-its-way.tsx";
import { SettingsNavigation } from "./navigation.tsx";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <SettingsNavigation>
      <PageOnItsWay within="/settings/">{children}</PageOnItsWay>
    </SettingsNavigation>
  );
}
