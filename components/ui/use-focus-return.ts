"use client";
import { useCallback, useRef } from "react";

const popups = "[role=dialog], [role=menu], [role=listbox], [data-radix-focus-guard]";

/**
 * Remembers what had the focus when a dialog opened and gives it back when that closes. A menu that the dialog was chosen from may give
 * the focus back to its own button only after the dialog has opened: then that is what is remembered.
 */
export function useFocusReturn() {
  const opener = useRef<HTMLElement>(null);
  const watched = useRef<HTMLElement>(null);
  /** The ref of the dialog's content. */
  const watch = useCallback((content: HTMLElement | null) => {
    if (content === null) return;
    // The same content comes again when it is drawn anew, with the focus in it.
    if (watched.current !== content) {
      const active = outOfMenus(document.activeElement);
      opener.current = active === document.body || content.contains(active) ? null : active;
    }
    watched.current = content;
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.closest(popups) === null) opener.current = target;
    };
    document.addEventListener("focusin", onFocus);
    return () => document.removeEventListener("focusin", onFocus);
  }, []);
  const giveBack = useCallback((event: Event) => {
    event.preventDefault();
    // What closed it may have led the focus elsewhere.
    if (document.activeElement === document.body) opener.current?.focus({ preventScroll: true });
  }, []);
  return { watch, giveBack };
}

/** The button of the menu that an element is in, else itself. */
function outOfMenus(element: Element | null): HTMLElement | null {
  const menu = element?.closest("[role=menu]");
  if (menu != null) return outOfMenus(document.getElementById(menu.getAttribute("aria-labelledby") ?? ""));
  return element instanceof HTMLElement ? element : null;
}

/** Whether a field that gets the focus brings up a keyboard, which would cover what it belongs to. */
export const byFinger = () => matchMedia("(pointer: coarse)").matches;
