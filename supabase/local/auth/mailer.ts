import { createTransport } from "nodemailer";
import type { AuthSettings } from "./settings.ts";

const TIMEOUT_MS = 10_000;

/** Sends what Auth has to tell people. */
export interface Mailer {
  sendRecovery(to: string, link: string): Promise<void>;
  close(): void;
}

/** A mailer by SMTP. A password goes to another machine encrypted or not at all. */
export function createMailer(smtp: NonNullable<AuthSettings["smtp"]>): Mailer {
  const { host, port, user, password = "", sender, senderName } = smtp;
  const isHere = host === "localhost" || /^(127\.|::1$)/.test(host);
  const transport = createTransport({
    host,
    port,
    secure: port === 465,
    requireTLS: user !== undefined && !isHere && port !== 465,
    ...(user !== undefined && { auth: { user, pass: password } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  const from = senderName === undefined ? sender : { name: senderName, address: sender };
  return {
    async sendRecovery(to, link) {
      const text = `Somebody asked for a new password for your account. Follow this link to set one:\n\n${link}\n\nIt works once, within the hour, in the browser that asked for it. If that was not you, leave this mail alone: your password stays.\n`;
      await transport.sendMail({ from, to, subject: "Reset your password", text, html: htmlOf(text, link) });
    },
    close: () => transport.close(),
  };
}

function htmlOf(text: string, link: string): string {
  const href = escapeHtml(link);
  const paragraphs = text.trim().split("\n\n").map(escapeHtml);
  const body = paragraphs.map((part) => (part === href ? `<a href="${href}">Set a new password</a>` : part));
  return body.map((part) => `<p>${part}</p>`).join("\n");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
