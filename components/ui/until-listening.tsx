"use client";
import { createContext, type ReactNode, use, useSyncExternalStore } from "react";

const Listening = createContext(true);

/** Whether React hears what is pressed here. */
export const useListening = () => use(Listening);

const never = () => () => undefined;

/**
 * The buttons in here wait, disabled, until React listens. What a server renders can be pressed before: the press would be lost, or the
 * browser would send the form by itself. What the browser renders listens from the start.
 */
export function UntilListening({ children }: { children: ReactNode }) {
  const listening = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return <Listening value={listening}>{children}</Listening>;
}
