"use client";
import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  Suspense,
  useState,
} from "react";

/** Keys that open it beside those that press a button. */
const opening = ["ArrowDown", "ArrowUp"];

type Trigger = ReactElement<ComponentProps<"button">>;

export interface MenuProps {
  /** The button that opens it. */
  trigger: Trigger;
}

export interface MenuOnDemandProps extends MenuProps {
  /** Begins to fetch the menu; called often. */
  prefetch: () => Promise<unknown>;
  /** What opens: a menu, the values of a field, or a dialog with more than choices. */
  popup?: "menu" | "listbox" | "dialog";
  /** The menu, a lazy component, around its trigger; open from its first frame on. */
  menu: (trigger: Trigger) => ReactNode;
}

/** A menu that is fetched when somebody is about to open it, so that no page waits for what menus are made of. */
export function MenuOnDemand({ trigger, prefetch, popup = "menu", menu }: MenuOnDemandProps) {
  const [wanted, setWanted] = useState(false);
  const begin = () => void prefetch().catch(() => undefined); // opening it tries again, and tells
  const button = cloneElement(trigger, {
    "aria-haspopup": popup,
    "aria-expanded": false,
    onPointerEnter: begin,
    onFocus: begin,
    onClick: () => setWanted(true),
    onKeyDown: (event: KeyboardEvent) => opening.includes(event.key) && setWanted(true),
  });
  return wanted ? <Suspense fallback={button}>{menu(trigger)}</Suspense> : button;
}
