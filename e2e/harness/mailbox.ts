import { once } from "node:events";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";

export interface Mailbox {
  port: number;
  login: { user: string; password: string };
  /** Every mail that came, in order. */
  mails: readonly Email[];
  /** The first mail from `after` on; waits for it. */
  next(after: number): Promise<Email>;
  close(): Promise<void>;
}

/** A mail server on loopback that takes mail for everybody from whoever has its login. */
export async function startMailbox(): Promise<Mailbox> {
  const login = { user: "ops", password: "mails are sent by login" };
  const mails: Email[] = [];
  const server = new SMTPServer({
    // Without a certificate that anybody would trust.
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, answer) {
      if (username === login.user && password === login.password) answer(null, { user: username });
      else answer(new Error("wrong login"));
    },
    onData(stream, _session, answer) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        PostalMime.parse(Buffer.concat(chunks)).then(
          (mail) => {
            mails.push(mail);
            answer(null);
          },
          (error: Error) => answer(error),
        );
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    port: address.port,
    login,
    mails,
    async next(after) {
      const mail = await waitUntil(() => mails[after] ?? null, { timeoutMs: 10_000 });
      if (mail === null) throw new Error("no mail came");
      return mail;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The one link of a mail, as its text has it. */
export function linkIn({ text = "" }: Email): string {
  const [link, ...more] = text.match(/https?:\/\/\S+/g) ?? [];
  if (link === undefined || more.length > 0) throw new Error(`expected one link in: ${text}`);
  return link;
}
