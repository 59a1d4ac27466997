"use client";
import { createContext, useContext } from "react";
import { type Me, mayWrite } from "../../lib/operators/me.ts";

/** The signed-in operator. */
export type Operator = Me & { role: NonNullable<Me["role"]> };

export const MeContext = createContext<Operator | null>(null);

/** The signed-in operator, below the shell. Throws outside of it, which is a mistake in the code. */
export function useMe(): Operator {
  const me = useContext(MeContext);
  if (me === null) throw new Error("There is no MeContext around this component");
  return me;
}

/** Whether this person may start, stop and change things. */
export function useMayWrite(): boolean {
  return mayWrite(useContext(MeContext)?.role ?? null);
}
