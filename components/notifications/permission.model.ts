/** Whether the browser tells things for the control room; `insecure`: not for a page that came as this one did. */
export type BrowserPermission = NotificationPermission | "insecure" | "unsupported";

export interface PermissionWords {
  tone: "info" | "warn";
  title: string;
  detail: string;
}

/** A permission's state in words, and what to do where it is none. */
export const permissionWords: Readonly<Record<BrowserPermission, PermissionWords>> = {
  granted: {
    tone: "info",
    title: "This browser may notify you",
    detail: "It does so while no window of the control room is in sight.",
  },
  default: {
    tone: "info",
    title: "This browser has not been allowed to notify you",
    detail: "Once it is, it tells you while no window of the control room is in sight. It asks before it does.",
  },
  denied: {
    tone: "warn",
    title: "Notifications are blocked in this browser",
    detail:
      "It does not ask again by itself. Open what the browser says about this site, by the mark beside the address, and allow " +
      "notifications there. A private window may forbid them for good.",
  },
  insecure: {
    tone: "warn",
    title: "Browsers notify only for pages that came securely",
    detail: "This one came over plain HTTP from another machine. Open the control room by an https:// address.",
  },
  unsupported: {
    tone: "warn",
    title: "This browser has no notifications",
    detail: "What happens is told on the page while you look at it, and stands behind the bell.",
  },
};
