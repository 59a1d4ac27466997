interface ErrorKind {
  /** HTTP status of the response. */
  status: number;
  /** SQLSTATE that the database raises for it; null where it never reaches the database. */
  sqlstate: string | null;
  /** Exit code of the CLI. */
  exit: number;
  /** What to do next, in one sentence. */
  remedy: string;
  /** Sending the same request again may succeed. */
  retryable?: true;
}

/** Every error of the product, once. SQL raises them by name (`private.refuse`), which a test compares with this table. */
export const errors = {
  invalid_input: {
    status: 400,
    sqlstate: "OC001",
    exit: 2,
    remedy: "Correct the fields named in the message and send it again.",
  },
  unauthenticated: {
    status: 401,
    sqlstate: "OC002",
    exit: 3,
    remedy: "Sign in again, or use an API key that has not been revoked.",
  },
  forbidden: {
    status: 403,
    sqlstate: "OC003",
    exit: 4,
    remedy: "Ask an admin for the role or scope that the message names.",
  },
  not_found: {
    status: 404,
    sqlstate: "OC004",
    exit: 5,
    remedy: "Check the name or number; you see only what you have access to.",
  },
  idempotency_conflict: { status: 409, sqlstate: "OC005", exit: 6, remedy: "Use a new key for a different request." },
  lease_lost: {
    status: 409,
    sqlstate: "OC006",
    exit: 6,
    remedy: "Stop this attempt; the run belongs to another one or is over.",
  },
  batch_gap: { status: 409, sqlstate: "OC007", exit: 6, remedy: "Send the missing batches in order first." },
  run_final: { status: 409, sqlstate: "OC008", exit: 6, remedy: "The run is over; retry it to run it again." },
  run_not_final: {
    status: 409,
    sqlstate: "OC009",
    exit: 6,
    remedy: "Cancel the run or wait until it has ended, then retry it.",
  },
  run_succeeded: {
    status: 409,
    sqlstate: "OC010",
    exit: 6,
    remedy: "It did its work; create a new run to do it again.",
  },
  session_archived: { status: 409, sqlstate: "OC011", exit: 6, remedy: "Use an open session." },
  name_taken: { status: 409, sqlstate: "OC012", exit: 6, remedy: "Choose another name." },
  limit_exceeded: { status: 422, sqlstate: "OC013", exit: 2, remedy: "Stay under the limit that the message names." },
  artifact_conflict: {
    status: 409,
    sqlstate: "OC014",
    exit: 6,
    remedy: "Give the artifact another name; attached ones never change.",
  },
  not_started: { status: 409, sqlstate: "OC015", exit: 6, remedy: "Call runs.start first." },
  outcome_not_allowed: {
    status: 409,
    sqlstate: "OC016",
    exit: 6,
    remedy: "Finish the run with an outcome that its state allows.",
  },
  run_not_queued: {
    status: 409,
    sqlstate: "OC029",
    exit: 6,
    remedy: "Only runs that are queued and hold no slot have a place to be moved from or to.",
  },
  lane_in_use: {
    status: 409,
    sqlstate: "OC030",
    exit: 6,
    remedy:
      "Remove only a lane that never had a run and that no schedule names, and leave its session one; rename or pause others.",
  },
  approval_stale: {
    status: 409,
    sqlstate: "OC035",
    exit: 6,
    remedy: "Look at it again, then decide on what it says now.",
  },
  approval_decided: {
    status: 409,
    sqlstate: "OC036",
    exit: 6,
    remedy: "Nothing is left to decide; see the run for how it went on.",
  },
  worker_in_use: {
    status: 409,
    sqlstate: "OC038",
    exit: 6,
    remedy: "Drain and stop it, or wait until it has been silent for a minute and its runs have been recovered.",
  },
  run_held: {
    status: 409,
    sqlstate: "OC039",
    exit: 6,
    remedy: "Release what the message names first; it rests on this run's log.",
  },
  last_admin: {
    status: 409,
    sqlstate: "OC043",
    exit: 6,
    remedy: "Make somebody else an admin first.",
  },
  invitation_closed: {
    status: 409,
    sqlstate: "OC044",
    exit: 6,
    remedy: "Ask an admin for a new invitation; operators need none.",
  },
  template_changed: {
    status: 409,
    sqlstate: "OC050",
    exit: 6,
    remedy: "Look at what has been published meanwhile, then publish on top of it.",
  },
  template_in_use: {
    status: 409,
    sqlstate: "OC051",
    exit: 6,
    remedy: "Archive it instead: nobody can start it any more, and what rests on it stays readable.",
  },
  run_purged: {
    status: 409,
    sqlstate: "OC052",
    exit: 6,
    remedy: "Its log is gone; what remains is that it was there: its length, its last hash and when it was purged.",
  },
  schedule_changed: {
    status: 409,
    sqlstate: "OC053",
    exit: 6,
    remedy: "Look at what it is now, then change that.",
  },
  unknown_command: { status: 404, sqlstate: null, exit: 2, remedy: "See the list of commands." },
  method_not_allowed: { status: 405, sqlstate: null, exit: 2, remedy: "Send commands with POST." },
  payload_too_large: { status: 413, sqlstate: null, exit: 2, remedy: "Send less in one request." },
  internal: {
    status: 500,
    sqlstate: null,
    exit: 1,
    remedy: "Try again; if it persists, look for the request id in the log of ops-executor.",
    retryable: true,
  },
  unavailable: {
    status: 503,
    sqlstate: null,
    exit: 7,
    remedy: "The database or the service is starting or overloaded; try again in a moment.",
    retryable: true,
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errors;
export const errorCodes = Object.keys(errors) as [ErrorCode, ...ErrorCode[]];

export function errorKind(code: ErrorCode): ErrorKind {
  return errors[code];
}

const bySqlstate = new Map(
  errorCodes.flatMap((code) => {
    const { sqlstate } = errorKind(code);
    return sqlstate === null ? [] : [[sqlstate, code] as const];
  }),
);

/** The error that a SQLSTATE of class OC stands for; undefined for any other. */
export function errorOfSqlstate(sqlstate: string): ErrorCode | undefined {
  return bySqlstate.get(sqlstate);
}
