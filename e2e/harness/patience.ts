/**
 * Vitest setup file of every suite. By itself `vi.waitFor` gives up after a second, which is no time on a machine that is busy with
 * other files: nothing that a test waits for is given up sooner than `PATIENCE_MS`. Who finds it early waits no longer for that.
 */
import { vi } from "vitest";

/** Longest wait for what takes a second or two on a machine at rest (milliseconds). */
const PATIENCE_MS = 15_000;

const waitFor = vi.waitFor;
vi.waitFor = (callback, options = {}) => {
  const { timeout = 0, ...rest } = typeof options === "number" ? { timeout: options } : options;
  return waitFor(callback, { ...rest, timeout: Math.max(timeout, PATIENCE_MS) });
};
