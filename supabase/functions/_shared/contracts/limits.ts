/** The limits that the product states and keeps (bytes, counts, seconds). SQL holds the same numbers; a test compares them. */
export const limits = {
  /** UTF-8 bytes of one log line, its cut mark included. */
  lineBytes: 8_192,
  entriesPerAppend: 500,
  /** Output lines one run may log; after them one visible "truncated" entry stands. */
  linesPerRun: 100_000,
  errorBytes: 16_384,
  parametersBytes: 65_536,
  /** Lists and objects within each other in a parameter, an output or an input. */
  jsonLevels: 100,
  /** UTF-8 bytes of a template's YAML. */
  sourceBytes: 262_144,
  /** UTF-8 bytes of one secret that a worker resolves. */
  secretBytes: 65_536,
  /** What one step may leave for later ones. */
  outputsBytes: 16_384,
  outputsPerStep: 100,
  approvalBodyBytes: 16_384,
  /** With its defaults; half of a step's outputs, whose other half is for names and comments. */
  approvalInputBytes: 8_192,
  inlineArtifactBytes: 262_144,
  fileArtifactBytes: 52_428_800,
  artifactsPerAttempt: 200,
  rowsPerPage: 100,
  /** Missed occurrences that a schedule makes up at most. */
  catchUpRuns: 50,
  /** An occurrence that is fired so late is still on time. */
  scheduleOnTimeSeconds: 120,
  /** Runs that one selection may name. */
  runsSelected: 500,
  runsPerClaim: 50,
  /** Runs that one command makes. */
  runsPerCreate: 1_000,
  lanesPerSession: 50,
  stepsPerRun: 100,
  /** All steps of a run as JSON: what fifty of them make is read in one claim. */
  stepsBytes: 262_144,
  /** Largest request body ops-executor reads: a full batch of full lines, JSON-escaped. */
  requestBytes: 8_388_608,
  leaseSeconds: 15,
  /** A worker that has called nothing for this long heartbeats. */
  heartbeatSeconds: 3,
  /** A `wait` longer than this gives its worker back. */
  inlineWaitSeconds: 30,
} as const;
