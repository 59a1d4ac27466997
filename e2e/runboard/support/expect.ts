import { expect as browserExpect } from "@playwright/test";

/** How long a page may take for anything on a machine that is slow and busy with other suites (milliseconds). */
export const PATIENCE_MS = 45_000;

/** Waits for what it asserts. */
export const expect = browserExpect.configure({ timeout: PATIENCE_MS });
