import type { NextConfig } from "next";

/** Headers that every answer carries; the content security policy has a nonce and comes from proxy.ts. */
const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  // The setup page's address carries a one-time code.
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run verify`. The Runboard has a configuration apart: Next's own types make NODE_ENV obligatory in every
  // environment of the program they are in.
  typescript: { ignoreBuildErrors: true, tsconfigPath: "tsconfig.runboard.json" },
  turbopack: { root: import.meta.dirname },
  headers: async () => [{ source: "/:path*", headers }],
};

export default config;
