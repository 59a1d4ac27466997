"use client";
import { useCallback, useRef, useState } from "react";
import type { ActionFailure, ActionResult } from "../types.ts";

/** Runs one change at a time and keeps its refusal for the screen. `run` answers whether it went well. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const run = useCallback(async (action: () => Promise<ActionResult>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setFailure(null);
    try {
      const result = await action();
      if (!result.ok) setFailure(result);
      return result.ok;
    } catch (error) {
      setFailure({ ok: false, message: error instanceof Error ? error.message : "It did not work." });
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setFailure(null), []);
  return { busy, failure, run, clear };
}
