import { randomBytes } from "node:crypto";
import type { StopEntry } from "../../supabase/functions/_shared/contracts/worker.ts";
import type { GuardianLink } from "./guardian-link.ts";
import { ticksNow } from "./process-table.ts";
import { findProcesses, killProcesses, type ProcessScope, type StopPhases, stopProcesses } from "./process-tree.ts";

/** Where the phases of a stop go. */
export interface StopLog {
  phase(entry: StopEntry): void;
  line(text: string): void;
}

/** All processes of one attempt, known to the guardian before they run anything. */
export class AttemptProcesses {
  readonly marker = randomBytes(24).toString("hex");
  readonly #groups = new Set<number>();
  readonly #guardian: GuardianLink;
  readonly #scope: ProcessScope;

  constructor(guardian: GuardianLink) {
    this.#guardian = guardian;
    this.#scope = { marker: this.marker, groups: this.#groups, since: ticksNow() };
  }

  /**
   * Takes in a process that leads its own session. False when the attempt may not run any more; the caller must then not let it go on.
   */
  async admit(leader: number): Promise<boolean> {
    this.#groups.add(leader);
    return await this.#guardian.addGroup(this.marker, leader);
  }

  /** Whether the attempt may still run. */
  async mayRun(): Promise<boolean> {
    return await this.#guardian.check(this.marker);
  }

  /** Forgets a group of which nothing lives any more: its number may become another's. */
  forgetIfGone(leader: number): void {
    const left = findProcesses(this.#scope);
    if (left.some(({ group, session }) => group === leader || session === leader)) return;
    this.#groups.delete(leader);
    this.#guardian.dropGroup(this.marker, leader);
  }

  /** SIGTERM, and SIGKILL after `graceMs`, to everything; each phase is logged. */
  async stop(graceMs: number, log: StopLog, hurry?: AbortSignal): Promise<void> {
    const since = performance.now();
    const phases: StopPhases = {
      terminated: (processes) => log.phase({ kind: "term_sent", processes, kill_after_ms: Math.round(graceMs) }),
      killed: (processes, ms) => log.phase({ kind: "kill_sent", processes, after_ms: Math.round(ms) }),
    };
    const left = await stopProcesses(this.#scope, graceMs, phases, hurry);
    if (left.length > 0) log.line(`processes ${left.map(({ pid }) => pid).join(", ")} cannot be killed`);
    else log.phase({ kind: "processes_gone", after_ms: Math.round(performance.now() - since) });
  }

  /** How many live now. */
  count(): number {
    return findProcesses(this.#scope).length;
  }

  /** SIGKILL to everything, without a word. */
  async kill(): Promise<void> {
    await killProcesses(this.#scope, 30_000);
  }
}
