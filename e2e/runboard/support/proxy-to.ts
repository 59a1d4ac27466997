import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { freePort } from "../../../supabase/local/process/free-port.ts";

/**
 * An HTTP proxy that leads every host to one address, for a server that is to believe that it talks to a hosted project. Answers the environment
 * that makes Node's fetch go through it.
 */
export async function proxyTo(address: string): Promise<{ environment: Record<string, string>; close: () => void }> {
  const target = new URL(address);
  const server = createServer();
  server.on("connect", (_request, client) => {
    const there = connect(Number(target.port), target.hostname, () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    client.pipe(there).pipe(client);
    client.on("error", () => there.destroy());
    there.on("error", () => client.destroy());
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    environment: { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: `http://127.0.0.1:${port}` },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
