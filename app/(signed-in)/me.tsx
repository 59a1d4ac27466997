"use client";
import { createContext, useContext } from "react";
import { type Me, mayWrite } from "../../lib/operators/me.ts";
import type { DefaultRunView } from "../../lib/run-views/default-run-view.ts";

/** The signed-in operator. */
export type Operator = Me & { role: NonNullable<Me["role"]>; defaultRunView: DefaultRunView | null };

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
