export interface BrowserNotification {
  /** Several of the same stay one, should two browsers' windows share a person. */
  key: string;
  title: string;
  detail: string;
}

/** Lets the browser notify. Undefined where it does not: it may not, or a page cannot, as in Chrome on Android. */
export function notify({ key, title, detail }: BrowserNotification, onClick: () => void): Notification | undefined {
  if (!("Notification" in window) || Notification.permission !== "granted") return undefined;
  let notification: Notification;
  try {
    notification = new Notification(title, { body: detail, tag: key });
  } catch {
    return undefined;
  }
  notification.onclick = () => {
    window.focus();
    notification.close();
    onClick();
  };
  return notification;
}

/** A browser that has said nothing by then has most likely shown it, in ms. */
const patienceMs = 5_000;

/** Notifies at once and answers whether the browser has shown it. */
export async function notifyAsTest(): Promise<boolean> {
  const words = { title: "This is a test", detail: "So the control room tells you while you look elsewhere." };
  const notification = notify({ ...words, key: `test:${Date.now()}` }, () => undefined);
  if (notification === undefined) return false;
  return await new Promise((resolve) => {
    notification.onshow = () => resolve(true);
    notification.onerror = () => resolve(false);
    setTimeout(() => resolve(true), patienceMs);
  });
}
