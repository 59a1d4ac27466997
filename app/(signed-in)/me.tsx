"use client";
import { createContext, useContext } from "react";
import { type Me, mayWrite } from "../../lib/operators/me.ts";

/** The signed-in operator. */
export type Operator = Me & { role: NonNullable<Me["role"]> };

export const MeContext = createContext<Operator | null>(null);

/** Whether this person may start, stop and change things. */
export function useMayWrite(): boolean {
  return mayWrite(useContext(MeContext)?.role ?? null);
}
