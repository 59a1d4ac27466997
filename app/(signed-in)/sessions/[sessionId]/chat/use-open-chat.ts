"use client";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";

/**
 * Whether the chat is open: as `?chat` in the address says, but at once when it is changed here, since the address follows in its own time and
 * keys that are pressed until then would be shortcuts. When it closes with the focus in it, that goes back to where it came from.
 */
export function useOpenChat() {
  const parameters = useSearchParams();
  const inAddress = parameters.has("chat");
  const [open, setOpen] = useState(inAddress);
  const [told, setTold] = useState(inAddress);
  if (told !== inAddress) {
    setTold(inAddress);
    setOpen(inAddress);
  }
  const aside = useRef<HTMLElement>(null);
  const opener = useRef<Element>(null);
  const giveBack = useRef(false);
  useEffect(() => {
    if (open || !giveBack.current) return;
    giveBack.current = false;
    const toggle = document.querySelector<HTMLElement>("[data-chat-toggle]");
    const back = opener.current instanceof HTMLElement && opener.current.isConnected ? opener.current : toggle;
    back?.focus({ preventScroll: true });
  }, [open]);

  const change = (next: boolean) => {
    const active = document.activeElement;
    if (next) opener.current = active === document.body ? null : active;
    else giveBack.current = aside.current?.contains(active) === true;
    setOpen(next);
    // Without a value, and with what else stands in the address.
    const others = [...parameters.entries()].filter(([name]) => name !== "chat");
    const query = [new URLSearchParams(others).toString(), ...(next ? ["chat"] : [])].filter((part) => part !== "");
    window.history.replaceState(null, "", query.length > 0 ? `?${query.join("&")}` : window.location.pathname);
  };
  return { open, change, aside };
}
