import { createServer } from "node:net";

/** Whether nothing listens on this loopback port right now. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A loopback port that is free now: the preferred one, else one of the `span - 1` after it, else any. */
export async function freePort(preferred = 0, span = 1): Promise<number> {
  for (let port = preferred; preferred > 0 && port < preferred + span; port++) {
    if (await portIsFree(port)) return port;
  }
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = probe.address();
      if (address === null || typeof address === "string") return reject(new Error("no TCP address"));
      probe.close(() => resolve(address.port));
    });
  });
}
