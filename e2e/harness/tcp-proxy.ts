import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A network between a client and a server that a test can break. */
export interface TcpProxy {
  port: number;
  /** The server's address with this proxy in its place. */
  through(url: string): string;
  /** Closes the connection on which the next response begins, before a byte of it has arrived; `count` times. */
  loseResponses(count: number): void;
  /** How many responses have been lost so far. */
  lost(): number;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Takes connections and bytes, but carries none, as a frozen server does. */
  freeze(): void;
  /** Works again, after `cut` or `freeze`. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1 to the host and port of `url`. */
export async function startTcpProxy(url: string): Promise<TcpProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let losing = 0;
  let lost = 0;
  let frozen = false;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      socket.on("error", () => undefined);
    }
    client.on("data", (data) => void (frozen || upstream.write(data)));
    upstream.on("data", (data) => {
      if (frozen) return;
      if (losing === 0) return void client.write(data);
      losing -= 1;
      lost += 1;
      client.destroy();
    });
  });

  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    drop();
    await closed;
  };

  await listen(0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const { port } = address;
  return {
    port,
    through(original) {
      const copy = new URL(original);
      copy.host = `127.0.0.1:${port}`;
      return copy.href;
    },
    loseResponses(count) {
      losing = count;
    },
    lost: () => lost,
    cut,
    freeze() {
      frozen = true;
    },
    async mend() {
      frozen = false;
      drop();
      if (!server.listening) await listen(port);
    },
    close: cut,
  };
}
