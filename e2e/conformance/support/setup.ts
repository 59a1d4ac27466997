/** Vitest global setup: the project named by the environment, or a local platform of our own; the suite's objects in it. */
import type { TestProject } from "vitest/node";
import { startLocalTarget } from "./local-target.ts";
import { makeScratch } from "./scratch.ts";
import { type Target, targetFromEnvironment } from "./target.ts";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = targetFromEnvironment(process.env);
  const { target, stop } = given ? { target: given, stop: async () => undefined } : await startLocalTarget();
  try {
    const removeScratch = await makeScratch(target);
    project.provide("target", target satisfies Target);
    return async () => {
      try {
        await removeScratch();
      } finally {
        await stop();
      }
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
