"use client";
import { useEffect, useState } from "react";
import { numberText } from "../status/number.model.ts";
import type { LogEntryView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { plainText } from "./log.model.ts";
import { hitGroups, partsOf, seqsOf } from "./log-hits.model.ts";
import type { FoundLines } from "./log-search.tsx";

/** Hits that are fetched and shown at a time. */
const page = 20;

export interface LogHitsProps {
  found: FoundLines;
  lastSeq: number;
  stepNames: readonly string[];
  /** Entries by their numbers; throws an error that says why it cannot. */
  onRead: (seqs: number[]) => Promise<LogEntryView[]>;
  onShow: (seq: number) => void;
}

/** The hits of a search with the lines around each; a hit leads to its place in the log. */
export function LogHits({ found, lastSeq, stepNames, onRead, onShow }: LogHitsProps) {
  const [count, setCount] = useState(page);
  const [entries, setEntries] = useState<ReadonlyMap<number, LogEntryView>>(new Map());
  const [failure, setFailure] = useState<string | null>(null);
  const hits = found.seqs.slice(0, count);
  const groups = hitGroups(hits, lastSeq);
  const isHit = new Set(hits);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each search, and for each page of it
  useEffect(() => {
    let over = false;
    onRead(hitGroups(found.seqs.slice(0, count), lastSeq).flatMap(seqsOf)).then(
      (rows) => !over && setEntries(new Map(rows.map((row) => [row.seq, row]))),
      (error: unknown) => !over && setFailure(error instanceof Error ? error.message : "The lines could not be read"),
    );
    return () => {
      over = true;
    };
  }, [found.seqs, count]);
  return (
    <section aria-label="Hits" className="max-h-60 shrink-0 overflow-auto border-line border-b bg-sunken py-1 text-sm">
      {failure !== null && <p className="px-3 text-bad">{failure}</p>}
      <ol className="flex flex-col">
        {groups.map((group) => (
          <li key={group.from} className="border-line not-first:border-t py-1 font-mono">
            {seqsOf(group).map((seq) => {
              const entry = entries.get(seq);
              const text = entry === undefined ? "" : plainText(entry, stepNames);
              if (!isHit.has(seq)) return <HitLine key={seq} seq={seq} text={text} />;
              return (
                <button
                  key={seq}
                  type="button"
                  aria-current={seq === found.at ? "location" : undefined}
                  className="block min-h-6 w-full text-left -outline-offset-2 hover:bg-hover aria-[current]:bg-accent-soft"
                  onClick={() => onShow(seq)}
                >
                  <HitLine seq={seq} text={text} wanted={found.text} />
                </button>
              );
            })}
          </li>
        ))}
      </ol>
      {found.seqs.length > count && (
        <Button size="sm" variant="ghost" className="mx-2" onClick={() => setCount(count + page)}>
          {`Show more of ${numberText(found.seqs.length)}`}
        </Button>
      )}
    </section>
  );
}

function HitLine({ seq, text, wanted = "" }: { seq: number; text: string; wanted?: string }) {
  return (
    <span className={cn("flex gap-3 px-3", wanted === "" && "text-muted")}>
      <span className="w-11 shrink-0 text-right text-muted">{seq}</span>
      <span className="min-w-0 truncate whitespace-pre">
        {partsOf(text, wanted).map((part, index) =>
          index % 2 === 1 ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a stored line never change
            <mark key={index} className="bg-warn-soft text-text">
              {part}
            </mark>
          ) : (
            part
          ),
        )}
      </span>
    </span>
  );
}
