import { limits } from "../_shared/contracts/limits.ts";
import { Refusal } from "./refusal.ts";

/** How much of a refused body is read and thrown away (bytes); whoever sends more is cut off. */
const MAX_DISCARDED_BYTES = 4 * limits.requestBytes;

/**
 * Answers only once the request's body has been read: Deno closes the connection of an answer that comes earlier, and a client or
 * gateway that still sends then sees a broken connection instead of the refusal.
 */
export async function readOn(
  request: Request,
  answer: (request: Request) => Response | Promise<Response>,
): Promise<Response> {
  if (!request.body) return await answer(request);
  const reader = request.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        // Its caller has gone away, which is no failure of ours.
        throw new Refusal("invalid_input", "The connection ended before the body did", { cause });
      });
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const { url, method, headers } = request;
  const response = await answer(new Request(url, { method, headers, body }));
  for (let left = MAX_DISCARDED_BYTES; left > 0; ) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done) break;
    left -= value?.length ?? 0;
  }
  return response;
}
