import { z } from "zod";
import type { ReadArtifactOutput } from "../_shared/contracts/artifact.ts";
import { log } from "./log.ts";
import type { ObjectStore } from "./object-store.ts";
import { Refusal } from "./refusal.ts";

const addressSeconds = 60;
const Stored = z.looseObject({ content: z.object({ where: z.literal("storage"), object_path: z.string().min(1) }) });

/**
 * Puts in place of a stored artifact's path the address that its content is had from. The caller may read it: the database has found it for
 * them. An API key is nobody to Storage's policies, so the address is asked for with the secret key.
 */
export async function signDownload(
  objects: ObjectStore | null,
  found: unknown,
): Promise<Pick<ReadArtifactOutput, "content"> | undefined> {
  const stored = Stored.safeParse(found);
  if (!stored.success) return undefined;
  if (objects === null) {
    throw new Refusal("internal", "ops-executor needs SUPABASE_URL and SUPABASE_SECRET_KEYS to read large artifacts");
  }
  try {
    const { object_path } = stored.data.content;
    const download_path = await objects.sign("artifacts", object_path, addressSeconds);
    return { ...stored.data, content: { where: "storage", download_path } };
  } catch (error) {
    log("error", { message: "download not signed", error: error instanceof Error ? error.message : "unknown" });
    throw new Refusal("unavailable", "Storage does not give artifacts out at the moment", { cause: error });
  }
}
