const pages = [
  { label: "Operators", href: "/settings/operators", what: "the operators" },
  { label: "API keys", href: "/settings/api-keys", what: "the API keys" },
  { label: "Retention", href: "/settings/retention", what: "the retention" },
  { label: "Notifications", href: "/settings/notifications", what: "the notifications" },
  { label: "Appearance", href: "/settings/appearance", what: "the appearance" },
];

/** The settings' pages, and which of them an address is of; they open with the first. */
export function settingsPages(pathname: string) {
  const at = pages.findIndex(({ href }) => href === pathname);
  return pages.map((page, place) => ({ ...page, current: place === Math.max(at, 0) }));
}
