import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { AttemptSecrets } from "../secrets/attempt-secrets.ts";
import type { StepContext, Stream } from "../steps/step.ts";
import { Stop } from "../stop.ts";

export interface TestContext extends StepContext {
  lines: { stream: Stream; line: string }[];
  /** Text of the lines of one stream. */
  of(stream: Stream): string[];
}

/** A step's context that keeps its log lines, for unit tests. */
export function testContext(parameters: Record<string, Json> = {}, secrets: Record<string, string> = {}): TestContext {
  const lines: TestContext["lines"] = [];
  return {
    index: 0,
    tryNo: 1,
    parameters,
    outputs: [],
    opsUrl: "http://127.0.0.1:9/ops-executor",
    stop: new Stop(),
    secrets: new AttemptSecrets(new Map(Object.entries(secrets)), true),
    log: (line, stream = "system") => void lines.push({ stream, line }),
    write: (line, stream) => void lines.push({ stream, line }),
    stopLog: {
      phase: ({ kind }) => void lines.push({ stream: "system", line: kind }),
      line: (line) => void lines.push({ stream: "system", line }),
    },
    room: () => undefined,
    lines,
    of: (stream) => lines.filter((entry) => entry.stream === stream).map(({ line }) => line),
  };
}
