import { z } from "zod";

const Signed = z.object({ signedURL: z.string().startsWith("/object/sign/") });

/** The project's Storage, past its policies. */
export interface ObjectStore {
  /** Done also when the object is not there. Rejects with an Error whose message holds no secret. */
  remove(bucket: string, path: string): Promise<void>;
  /** Where an object can be had below the project's address for a while. Rejects as `remove` does. */
  sign(bucket: string, path: string, seconds: number): Promise<string>;
}

/** A call may take this long; the next try is minutes away. */
const timeoutMs = 2_000;

export function openObjectStore(projectUrl: string, secretKey: string): ObjectStore {
  return {
    async remove(bucket, path) {
      const response = await fetch(`${projectUrl}/storage/v1/object/${encodeURIComponent(bucket)}`, {
        method: "DELETE",
        headers: { apikey: secretKey, "content-type": "application/json" },
        body: JSON.stringify({ prefixes: [path] }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      if (!response.ok && response.status !== 404) throw new Error(`Storage answered ${response.status}`);
    },
    async sign(bucket, path, seconds) {
      const response = await fetch(`${projectUrl}/storage/v1/object/sign/${encodeURIComponent(bucket)}/${path}`, {
        method: "POST",
        headers: { apikey: secretKey, authorization: `Bearer ${secretKey}`, "content-type": "application/json" },
        body: JSON.stringify({ expiresIn: seconds }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) throw new Error(`Storage answered ${response.status}`);
      const signed = Signed.safeParse(await response.json());
      if (!signed.success) throw new Error("Storage answered in an unexpected form");
      return `/storage/v1${signed.data.signedURL}`;
    },
  };
}
