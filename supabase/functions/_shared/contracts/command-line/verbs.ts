/** What a verb's first word names. */
export type Subject = "template" | "run" | "approval" | "lane" | "text" | null;

export interface Verb {
  usage: string;
  /** What it does, in a few words. */
  does: string;
  subject: Subject;
  /** Changes something, so that only those who may write may use it. */
  writes: boolean;
}

/** Every verb of the command line, in the order in which help lists them. */
export const verbs = {
  run: { usage: "/run template lane=B name=value", does: "Start a run", subject: "template", writes: true },
  cancel: { usage: '/cancel 1042 "why"', does: "Cancel a run", subject: "run", writes: true },
  retry: { usage: "/retry 1042 from=failed_step", does: "Retry a run", subject: "run", writes: true },
  approve: { usage: '/approve 1042 "comment"', does: "Approve what a run asks", subject: "approval", writes: true },
  reject: { usage: '/reject 1042 "why"', does: "Reject what a run asks", subject: "approval", writes: true },
  pause: { usage: '/pause B "why"', does: "Pause a lane", subject: "lane", writes: true },
  resume: { usage: "/resume B", does: "Resume a lane", subject: "lane", writes: true },
  why: { usage: "/why 1042", does: "Say why a run waits", subject: "run", writes: false },
  status: { usage: "/status", does: "Say what is going on here", subject: null, writes: false },
  failed: { usage: "/failed", does: "List what failed last", subject: null, writes: false },
  say: { usage: "/say text", does: "Tell the others something", subject: "text", writes: true },
  help: { usage: "/help", does: "List the commands", subject: null, writes: false },
} as const satisfies Record<string, Verb>;

export type VerbName = keyof typeof verbs;
export const verbNames = Object.keys(verbs).filter(isVerb);

export function isVerb(name: string): name is VerbName {
  return Object.hasOwn(verbs, name);
}
