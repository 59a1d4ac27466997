"use client";
import { ChevronDown, ChevronUp, List } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useShortcuts } from "../shortcuts/shortcuts.tsx";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { hitsText, nextHit } from "./log-search.model.ts";

export interface LogHitsView {
  seqs: readonly number[];
  complete: boolean;
}

/** The lines in which a text was found, and which of them is shown. */
export interface FoundLines {
  text: string;
  seqs: readonly number[];
  at: number | null;
}

export interface LogSearchProps {
  /** What the search came to; null: there is none. */
  onFound: (found: FoundLines | null) => void;
  /** The hits are listed. */
  listing: boolean;
  onListing: () => void;
  /** Finds lines of the whole log; throws an error that says why it cannot. */
  onSearch: (text: string) => Promise<LogHitsView>;
  /** Shows a line in its place. */
  onShow: (seq: number) => void;
}

/** Searches the whole log, loaded or not. Enter walks on, Shift and Enter back, `/` comes here from anywhere. */
export function LogSearch({ onSearch, onShow, onFound, listing, onListing }: LogSearchProps) {
  const [text, setText] = useState("");
  const [searched, setSearched] = useState("");
  const [hits, setHits] = useState<LogHitsView | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const asked = useRef(0);
  useShortcuts("Log", [
    {
      keys: ["/"],
      does: "Search the log",
      run: () => {
        field.current?.focus();
        field.current?.select();
      },
    },
    { keys: ["Enter"], does: "Next hit" },
    { keys: ["Shift", "Enter"], does: "Previous hit" },
    { keys: ["Home"], does: "Start of the log" },
    { keys: ["End"], does: "End of the log" },
  ]);

  const show = (found: LogHitsView, wanted: string, from: number | null, direction: "next" | "previous") => {
    const seq = nextHit(found.seqs, from, direction);
    onFound({ text: wanted, seqs: found.seqs, at: seq });
    setAt(seq);
    setSaid(hitsText(found.seqs, seq, found.complete));
    if (seq !== null) onShow(seq);
  };
  const walk = async (direction: "next" | "previous") => {
    const wanted = text.trim();
    if (wanted === "") return;
    if (hits !== null && wanted === searched) return show(hits, wanted, at, direction);
    asked.current += 1;
    const mine = asked.current;
    setSaid("Searching");
    try {
      const found = await onSearch(wanted);
      if (mine !== asked.current) return;
      setSearched(wanted);
      setHits(found);
      show(found, wanted, null, direction);
    } catch (error) {
      if (mine === asked.current) setSaid(error instanceof Error ? error.message : "The log could not be searched");
    }
  };
  const clear = () => {
    asked.current += 1;
    setText("");
    setHits(null);
    onFound(null);
    setAt(null);
    setSaid("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      void walk(event.shiftKey ? "previous" : "next");
    } else if (event.key === "Escape" && text !== "") {
      event.stopPropagation();
      clear();
    }
  };
  return (
    <search className="order-last flex min-w-0 flex-1 basis-52 items-center gap-1 sm:order-none">
      <Input
        ref={field}
        type="search"
        aria-label="Search the log"
        aria-keyshortcuts="/"
        placeholder="Search the log"
        className="h-6 min-w-24 max-w-56 flex-1"
        value={text}
        maxLength={200}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value === "") clear();
        }}
        onKeyDown={onKeyDown}
      />
      <Button size="icon-sm" variant="ghost" aria-label="Previous hit" onClick={() => void walk("previous")}>
        <ChevronUp aria-hidden />
      </Button>
      <Button size="icon-sm" variant="ghost" aria-label="Next hit" onClick={() => void walk("next")}>
        <ChevronDown aria-hidden />
      </Button>
      {hits !== null && hits.seqs.length > 0 && (
        <Button size="icon-sm" variant="ghost" aria-label="List the hits" aria-expanded={listing} onClick={onListing}>
          <List aria-hidden />
        </Button>
      )}
      <span role="status" className="whitespace-nowrap text-muted text-sm">
        {said}
      </span>
    </search>
  );
}
