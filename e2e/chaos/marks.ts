/** What the steps leave in the file, line by line, and what is wrong about it. */
export interface Mark {
  kind: "start" | "tick" | "end" | "stray";
  runId: number;
  attempt: number;
  step: number;
  pid: number;
  /** Seconds since the machine has started. */
  at: number;
}

/** Ticks of the second step; those of the first are the run's own. */
export const lastStepTicks = 2;

/**
 * The side effect: a start, so many ticks and an end, each one append. By its manner it also ignores SIGTERM, or leaves a process in a
 * session of its own that goes on marking.
 */
export const markingScript = `
mark() {
  read -r up _ < /proc/uptime
  printf '%s %s %s %s %s %s\\n' "$1" "$OPS_RUN_ID" "$OPS_ATTEMPT" "$OPS_STEP" "$$" "$up" >> "$OPS_PARAM_FILE"
}
stray() { while :; do mark stray; sleep 0.1; done; }
mark start
case "$OPS_PARAM_MANNER" in
  stubborn) trap '' TERM ;;
  stray) export -f mark stray; setsid bash -c stray > /dev/null 2>&1 & ;;
esac
for (( n = 0; n < (OPS_STEP == 0 ? OPS_PARAM_TICKS : ${lastStepTicks}); n++ )); do sleep 0.15; mark tick; echo "tick $n"; done
mark end
`;

const pattern = /^(start|tick|end|stray) (\d+) (\d+) (\d+) (\d+) (\d+\.\d+)$/;

/** In the order of the file. Throws at a line that is none: appends have to be whole. */
export function parseMarks(text: string): Mark[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [, kind, ...numbers] = pattern.exec(line) ?? [];
      const [runId = 0, attempt = 0, step = 0, pid = 0, at = 0] = numbers.map(Number);
      if (kind !== "start" && kind !== "tick" && kind !== "end" && kind !== "stray")
        throw new Error(`not a mark: ${line}`);
      return { kind, runId, attempt, step, pid, at };
    });
}

/** Every mark that an attempt left after one of a later attempt of its run, by the file's order or by the machine's clock. */
export function overlaps(marks: readonly Mark[]): string[] {
  const latest = new Map<number, Mark>();
  const found: string[] = [];
  for (const mark of marks) {
    const before = latest.get(mark.runId);
    if (before !== undefined && mark.attempt < before.attempt)
      found.push(
        `run ${mark.runId}: attempt ${mark.attempt} goes on (${mark.kind}) after attempt ${before.attempt} began`,
      );
    else if (before !== undefined && mark.attempt > before.attempt && mark.at < before.at)
      found.push(
        `run ${mark.runId}: attempt ${mark.attempt} began at ${mark.at}, before ${before.at} of ${before.attempt}`,
      );
    if (
      before === undefined ||
      mark.attempt > before.attempt ||
      (mark.attempt === before.attempt && mark.at >= before.at)
    )
      latest.set(mark.runId, mark);
  }
  return found;
}

/** What one try of a step has left: whole when it is a start, all its ticks and an end, each once, by one process. */
export function isWhole(marks: readonly Mark[], ticks: number): boolean {
  const own = marks.filter(({ kind }) => kind !== "stray");
  const kinds = own.map(({ kind }) => kind);
  const wanted = ["start", ...Array.from({ length: ticks }, () => "tick"), "end"];
  return kinds.join() === wanted.join() && new Set(own.map(({ pid }) => pid)).size === 1;
}
