import type { z } from "zod";
import { adminCommands } from "./commands/admin-commands.ts";
import { runCommands } from "./commands/run-commands.ts";
import { sessionCommands } from "./commands/session-commands.ts";
import { templateCommands } from "./commands/template-commands.ts";
import { workerCommands } from "./commands/worker-commands.ts";

export type { Command, CommandKind } from "./commands/command.ts";

/** Every command, once: the RPC routes, the SDK, the CLI and the permission table in SQL (compared by a test) follow from it. */
export const commands = {
  ...runCommands,
  ...sessionCommands,
  ...templateCommands,
  ...adminCommands,
  ...workerCommands,
} as const;

export type CommandName = keyof typeof commands;
/** What a caller sends, before defaults are filled in. */
export type CommandInput<Name extends CommandName> = z.input<(typeof commands)[Name]["input"]>;
export type CommandOutput<Name extends CommandName> = z.output<(typeof commands)[Name]["output"]>;

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
