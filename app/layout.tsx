import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { appearanceOf } from "./appearance.ts";
import "./globals.css";

export const metadata: Metadata = { title: { default: "Ops Control Room", template: "%s · Ops Control Room" } };
export const viewport: Viewport = { colorScheme: "light dark", width: "device-width", initialScale: 1 };

/** Reads cookies, so every page is rendered for its request: the content security policy's nonce needs that. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const store = await cookies();
  const { theme, density, times } = appearanceOf((name) => store.get(name)?.value);
  return (
    <html lang="en" data-theme={theme} data-density={density} data-times={times}>
      <body>{children}</body>
    </html>
  );
}
