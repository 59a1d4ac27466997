import { inject } from "vitest";
import type { RunningInstance } from "./setup.ts";

/**
 * The instance of this test file. Files run two at a time, each with an instance to itself while it runs: vitest gives every file a
 * place from 1 on that no other file has at the same time.
 */
export function ownInstance(): RunningInstance {
  const instance = inject("instances")[Number(process.env.VITEST_POOL_ID) - 1];
  if (instance === undefined) throw new Error(`There is no instance for place ${process.env.VITEST_POOL_ID}.`);
  return instance;
}
