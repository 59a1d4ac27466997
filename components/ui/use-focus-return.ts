"use client";
import { useCallback, useRef } from "react";

const popups = "[role=dialog], [role=menu], [role=listbox], [data-radix-focus-guard]";

/** What had the focus when a dialog opened, by the dialog's content. */
const openers = new WeakMap<Element, HTMLElement | null>();

/**
 * Remembers what had the focus when a dialog opened and gives it back when that closes. A menu that the dialog was chosen from may give
 * the focus back to its own button only after the dialog has opened: then that is what is remembered. A dialog that opened from another one,
 * which has closed since, gives it back to what that one was opened from.
 */
export function useFocusReturn() {
  const watched = useRef<HTMLElement>(null);
  /** The ref of the dialog's content. */
  const watch = useCallback((content: HTMLElement | null) => {
    if (content === null) return;
    // The same content comes again when it is drawn anew, with the focus in it.
    if (watched.current !== content) {
      const active = outOfMenus(document.activeElement);
      openers.set(content, active === document.body || content.contains(active) ? null : active);
    }
    watched.current = content;
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.closest(popups) === null) openers.set(content, target);
    };
    document.addEventListener("focusin", onFocus);
    return () => document.removeEventListener("focusin", onFocus);
  }, []);
  const giveBack = useCallback((event: Event) => {
    event.preventDefault();
    const active = document.activeElement;
    const opener = openerOf(watched.current);
    if (active === document.body) opener?.focus({ preventScroll: true });
    else {
      // What closed it has led the focus elsewhere. If that is a dialog that knows nothing better, it gives the focus back in its turn.
      const next = active?.closest("[role=dialog]") ?? null;
      if (next !== null && openerOf(next) === null) openers.set(next, opener);
    }
  }, []);
  return { watch, giveBack };
}

/** What a dialog was opened from, as far as it is still there; else what the dialog was opened from that this was in. */
function openerOf(content: Element | null): HTMLElement | null {
  const opener = content === null ? null : (openers.get(content) ?? null);
  if (opener === null || opener.isConnected) return opener;
  const before = opener.closest("[role=dialog]");
  return before === content ? null : openerOf(before);
}

/** The button of the menu that an element is in, else itself. */
function outOfMenus(element: Element | null): HTMLElement | null {
  const menu = element?.closest("[role=menu]");
  if (menu != null) return outOfMenus(document.getElementById(menu.getAttribute("aria-labelledby") ?? ""));
  return element instanceof HTMLElement ? element : null;
}

/** Whether a field that gets the focus brings up a keyboard, which would cover what it belongs to. */
export const byFinger = () => matchMedia("(pointer: coarse)").matches;
