"use client";
import { createContext, useContext } from "react";
import { type Right, whyNot } from "../../components/access/why-not.model.ts";
import type { Me } from "../../lib/operators/me.ts";
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

/** Why this person may not start, stop and change things, or decide about people, keys and retention; null: they may. */
export function useWhyNot(right: Right = "write"): string | null {
  return whyNot(useMe().role, right);
}
