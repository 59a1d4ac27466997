/** The project's Storage, past its policies. */
export interface ObjectStore {
  /** Done also when the object is not there. Rejects with an Error whose message holds no secret. */
  remove(bucket: string, path: string): Promise<void>;
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
  };
}
