import { z } from "zod";
import { UploadArtifactOutput as Output, type UploadArtifactOutput } from "../_shared/contracts/artifact.ts";
import { log } from "./log.ts";
import { Refusal } from "./refusal.ts";

/** The project whose Storage takes uploads in. */
export interface StorageAccess {
  supabaseUrl: string;
  publishableKey: string;
}

const Signed = z.object({ url: z.string().startsWith("/object/upload/sign/") });
const timeoutMs = 5_000;

/**
 * Adds to an announced upload the signed address that its content goes to. It is asked for with the publishable key: a policy lets anybody
 * create an object that a living attempt has announced, and its path is a secret of that attempt's worker.
 */
export async function signUpload(access: StorageAccess | null, announced: unknown): Promise<UploadArtifactOutput> {
  const upload = Output.parse(announced);
  if (upload.arrived) return upload;
  if (access === null) {
    throw new Refusal("internal", "ops-executor needs SUPABASE_URL and SUPABASE_PUBLISHABLE_KEYS for large artifacts");
  }
  const { supabaseUrl, publishableKey } = access;
  try {
    const response = await fetch(`${supabaseUrl}/storage/v1/object/upload/sign/artifacts/${upload.object_path}`, {
      method: "POST",
      headers: { apikey: publishableKey, authorization: `Bearer ${publishableKey}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`Storage answered ${response.status}`);
    const { url } = Signed.parse(await response.json());
    return { ...upload, upload_path: `/storage/v1${url}` };
  } catch (error) {
    // Never the address itself: it is the right to write.
    log("error", {
      message: "upload not signed",
      error: error instanceof z.ZodError ? "unexpected form" : String(error),
    });
    throw new Refusal("unavailable", "Storage does not take uploads at the moment", { cause: error });
  }
}
