import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import type {
  PutArtifactInput,
  UploadArtifactInput,
  UploadArtifactOutput,
} from "../supabase/functions/_shared/contracts/artifact.ts";
import type { CommandInput } from "../supabase/functions/_shared/contracts/commands.ts";
import type { AppendEntry, Directive, FinishRunOutput, Lease } from "../supabase/functions/_shared/contracts/worker.ts";
import { monotonicMs } from "./process/monotonic.ts";
import type { Queue } from "./queue.ts";
import { QueueError } from "./queue-error.ts";
import type { Stop } from "./stop.ts";

export interface AttemptLinkOptions {
  queue: Queue;
  lease: Lease;
  leaseMs: number;
  /** `monotonicMs` of the moment when the call that gave the lease was sent. */
  sentAt: number;
  stop: Stop;
  /** Told of every renewal, with the moment when the call was sent. */
  onRenewed(sentAt: number): void;
}

/** Answers after which nothing can be written for this attempt: fenced off, or the API key was revoked. */
const finalRefusals: readonly string[] = ["lease_lost", "unauthenticated", "forbidden"];
/** A call that fails for this long while the lease is alive fails for a reason of its own. */
const patienceMs = 60_000;

/**
 * The calls of one attempt. Each success renews the lease and passes the directive on; a call without an answer is repeated while the
 * lease lives, which the database takes for the same by batch number or lease. Calls resolve undefined once the lease is lost.
 */
export class AttemptLink {
  readonly #options: AttemptLinkOptions;
  #renewedAt: number;
  #finishing = false;
  #ended = false;

  constructor(options: AttemptLinkOptions) {
    this.#options = options;
    this.#renewedAt = options.sentAt;
  }

  get lease(): Lease {
    return this.#options.lease;
  }

  /** `monotonicMs` of the moment when the last successful call was sent. */
  get renewedAt(): number {
    return this.#renewedAt;
  }

  /** Milliseconds since the last successful call was sent. */
  get silentMs(): number {
    return monotonicMs() - this.#renewedAt;
  }

  /** Nothing more is to be written: finished, or lost. */
  get over(): boolean {
    return this.#ended || this.#options.stop.reason?.kind === "lost";
  }

  /** Takes note of a successful call that named this lease. */
  renewed(sentAt: number, directive: Directive): void {
    if (directive === "lost") {
      // While the finish is under way, "lost" may just mean that it has arrived; its own answer tells.
      if (!this.#finishing) this.lose("the run belongs to another attempt or is over");
      return;
    }
    if (sentAt > this.#renewedAt) {
      this.#renewedAt = sentAt;
      this.#options.onRenewed(sentAt);
    }
    if (directive === "cancel" && !this.#ended) this.#options.stop.request({ kind: "cancelled" });
  }

  /** Gives the attempt up when its lease has surely run out. */
  expireIfDue(): void {
    if (!this.over && this.silentMs >= this.#options.leaseMs) this.lose("no call has succeeded for the whole lease");
  }

  lose(error: string): void {
    if (!this.#ended) this.#options.stop.request({ kind: "lost", error });
  }

  /** False when the attempt is lost. */
  async start(): Promise<boolean> {
    return await this.#directed(() => this.#options.queue.start({ lease: this.lease }));
  }

  /** False when the attempt is lost. Throws QueueError when the batch is refused. */
  async append(batchNo: number, entries: AppendEntry[]): Promise<boolean> {
    const send = () => this.#options.queue.append({ lease: this.lease, batch_no: batchNo, entries });
    return await this.#directed(send);
  }

  /** False when the attempt is lost. Throws QueueError when the artifact is refused. */
  async putArtifact(artifact: Omit<z.input<typeof PutArtifactInput>, "lease">): Promise<boolean> {
    const send = () => this.#options.queue.putArtifact({ ...artifact, lease: this.lease });
    return await this.#directed(send);
  }

  /** Undefined when the attempt is lost. Throws QueueError when the artifact is refused. */
  async uploadArtifact(artifact: Omit<UploadArtifactInput, "lease">): Promise<UploadArtifactOutput | undefined> {
    return await this.#answered(() => this.#options.queue.uploadArtifact({ ...artifact, lease: this.lease }));
  }

  /** False when the attempt is lost. Throws QueueError when the upload is refused. */
  async commitArtifact(object_path: string): Promise<boolean> {
    return await this.#directed(() => this.#options.queue.commitArtifact({ object_path, lease: this.lease }));
  }

  /** Undefined when the attempt is lost. Throws QueueError when the end is refused or no answer could be had. */
  async finish(end: Omit<CommandInput<"runs.finish">, "lease">): Promise<z.infer<typeof FinishRunOutput> | undefined> {
    this.#finishing = true;
    const answer = await this.#persist(() => this.#options.queue.finish({ ...end, lease: this.lease }));
    this.#ended = true;
    return answer;
  }

  /** False when the attempt is lost. */
  async #directed(send: () => Promise<{ directive: Directive }>): Promise<boolean> {
    return (await this.#answered(send)) !== undefined;
  }

  /** The answer, its directive taken note of; undefined when the attempt is lost. */
  async #answered<Answer extends { directive: Directive }>(send: () => Promise<Answer>): Promise<Answer | undefined> {
    const got = await this.#persist(async () => {
      const sentAt = monotonicMs();
      return { sentAt, answer: await send() };
    });
    if (got !== undefined) this.renewed(got.sentAt, got.answer.directive);
    return this.over ? undefined : got?.answer;
  }

  async #persist<T>(send: () => Promise<T>): Promise<T | undefined> {
    const since = monotonicMs();
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 1_000)) {
      if (this.over) return undefined;
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof QueueError)) throw error;
        if (finalRefusals.includes(error.code)) this.lose(error.message);
        else if (!error.retryable || monotonicMs() - since > patienceMs) throw error;
        else this.expireIfDue();
        if (this.over) return undefined;
        await delay(pauseMs * (0.5 + Math.random()));
      }
    }
  }
}
