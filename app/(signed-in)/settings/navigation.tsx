"use client";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { SettingsFrame } from "../../../components/settings/settings-frame.tsx";

const pages = [
  { label: "Operators", href: "/settings/operators" },
  { label: "API keys", href: "/settings/api-keys" },
  { label: "Retention", href: "/settings/retention" },
  { label: "Appearance", href: "/settings/appearance" },
];

/** The pages of the settings; the same for every role, so that everybody finds out who may change what. */
export function SettingsNavigation({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  return (
    <SettingsFrame pages={pages.map((page) => ({ ...page, current: pathname === page.href }))}>
      {children}
    </SettingsFrame>
  );
}
