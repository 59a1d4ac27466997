"use client";
import { createContext, useContext, useMemo, useState } from "react";
import type { Appearance } from "../../components/types.ts";
import { applyAppearance } from "../appearance.ts";

export interface AppearanceChoice {
  appearance: Appearance;
  change: (changed: Partial<Appearance>) => void;
}

export const AppearanceContext = createContext<AppearanceChoice | null>(null);

/** This browser's choices, for the shell to hold and every page below to change. */
export function useAppearanceState(initial: Appearance): AppearanceChoice {
  const [appearance, setAppearance] = useState(initial);
  return useMemo(
    () => ({
      appearance,
      change(changed) {
        applyAppearance(changed);
        setAppearance((before) => ({ ...before, ...changed }));
      },
    }),
    [appearance],
  );
}

/** Throws outside of the shell, which is a mistake in the code. */
export function useAppearance(): AppearanceChoice {
  const choice = useContext(AppearanceContext);
  if (choice === null) throw new Error("There is no AppearanceContext around this component");
  return choice;
}
