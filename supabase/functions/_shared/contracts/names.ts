import type { CommandName } from "./commands.ts";

/** Verbs whose functions act on many rows, so that the noun keeps its plural. */
type ManyVerb = "list" | "claim" | "create_many" | "start_many" | "finish_many" | "heartbeat" | "append" | "fire_due";
const manyVerbs: readonly string[] = [
  "list",
  "claim",
  "create_many",
  "start_many",
  "finish_many",
  "heartbeat",
  "append",
  "fire_due",
] satisfies ManyVerb[];

type Singular<Noun extends string> = Noun extends `${infer Stem}s` ? Stem : Noun;

/** The verb in snake case as SQL has it: `runs.claim` is `claim_runs`, `lanes.pause` is `pause_lane`, `runs.set_priority` is `set_run_priority`. */
export type FunctionName<Name extends CommandName = CommandName> = Name extends "maintenance.tick"
  ? "maintenance_tick"
  : Name extends `${infer Noun}.set_${infer Field}`
    ? `set_${Singular<Noun>}_${Field}`
    : Name extends `${infer Noun}.${infer Verb}`
      ? `${Verb}_${Verb extends ManyVerb ? Noun : Singular<Noun>}`
      : never;

/** Name of a command's SQL function, see `FunctionName`. */
export function functionNameOf(command: CommandName): string {
  if (command === "maintenance.tick") return "maintenance_tick";
  const [noun = "", verb = ""] = command.split(".");
  const one = noun.replace(/s$/, "");
  if (verb.startsWith("set_")) return `set_${one}_${verb.slice("set_".length)}`;
  return `${verb}_${manyVerbs.includes(verb) ? noun : one}`;
}
