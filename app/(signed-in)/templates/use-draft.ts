import { useEffect, useEffectEvent, useState } from "react";
import { readDraft } from "../../../lib/templates/draft-read.ts";
import { removeDraft, writeDraft } from "../../../lib/templates/draft-store.ts";

/** Milliseconds after the last key until the draft is kept. */
const pauseMs = 300;

interface Written {
  text: string;
  /** The version that it was written on. */
  base: number;
  /** When it was found in this browser; null: it was written since the page was opened. */
  restored: string | null;
  /** It stands in this browser's storage as it is here. */
  stored: boolean;
}

/**
 * The text that is being written: what is published until somebody changes it, and then kept in this browser, so that leaving loses nothing.
 * Where the browser keeps nothing, it asks before the page is left.
 */
export function useDraft(key: string, published: { text: string; version: number }) {
  const [written, setWritten] = useState<Written | null>(null);
  const [kept, setKept] = useState(true);
  const changed = written !== null && written.text !== published.text;

  // This browser's storage is not there while the server renders.
  useEffect(() => {
    const draft = readDraft(key);
    if (draft !== null) setWritten({ text: draft.text, base: draft.base, restored: draft.saved_at, stored: true });
  }, [key]);

  const keep = useEffectEvent(() => {
    if (written === null || written.stored) return;
    if (changed) setKept(writeDraft(key, written.text, written.base));
    else removeDraft(key);
    setWritten(changed ? { ...written, stored: true } : null);
  });
  useEffect(() => {
    if (written === null || written.stored) return;
    const timer = setTimeout(() => keep(), pauseMs);
    return () => clearTimeout(timer);
  }, [written]);
  useEffect(() => {
    const hide = () => keep();
    const leave = (event: BeforeUnloadEvent) => {
      keep();
      if (!kept) event.preventDefault();
    };
    window.addEventListener("beforeunload", leave);
    window.addEventListener("pagehide", hide);
    return () => {
      window.removeEventListener("beforeunload", leave);
      window.removeEventListener("pagehide", hide);
    };
  }, [kept]);
  useEffect(() => () => keep(), []);

  const put = (text: string, base: number, stored: boolean) => setWritten({ text, base, restored: null, stored });
  return {
    text: written?.text ?? published.text,
    base: written?.base ?? published.version,
    changed,
    restored: written?.restored ?? null,
    kept,
    write: (text: string) => put(text, written?.base ?? published.version, false),
    /** Goes on writing on top of another version. */
    rebase: (version: number) => written !== null && put(written.text, version, false),
    /** Back to what is published, and nothing kept. */
    discard: () => {
      removeDraft(key);
      setWritten(null);
    },
    /** It has become this version, which the page shows as soon as it has read it. */
    publishedAs: (version: number) => {
      removeDraft(key);
      if (written !== null) put(written.text, version, true);
    },
  };
}
