import { useMutation } from "@tanstack/react-query";
import { useControlRoom } from "../context.ts";

/** Makes a key for workers in this browser and stores its hash; answers the key, which nobody else holds. */
export function useMakeWorkerKey() {
  const { ops } = useControlRoom();
  return useMutation({
    mutationFn: async (name: string) => {
      const [client, { newApiKey }] = await Promise.all([ops(), import("../ops-client/index.ts")]);
      const { key, key_sha256, hint } = await newApiKey();
      await client.createApiKey({ name, scopes: ["runs.work"], key_sha256, hint });
      return key;
    },
  });
}
