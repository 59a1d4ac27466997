import { cn } from "../ui/cn.ts";
import { countChanges, type DiffRow, diffLines, type SidePair, sideBySide, withGaps } from "./line-diff.ts";

export interface DiffViewProps {
  before: string;
  after: string;
  /** What the two sides are: "version 2", "your draft". */
  beforeLabel: string;
  afterLabel: string;
}

/** Two texts compared by lines: beside each other where there is room, else under each other. */
export function DiffView({ before, after, beforeLabel, afterLabel }: DiffViewProps) {
  const lines = diffLines(before, after);
  const { added, removed } = countChanges(lines);
  if (added + removed === 0) {
    return <p className="p-3 text-muted">{`${afterLabel} says what ${beforeLabel} says, to the letter.`}</p>;
  }
  const rows = withGaps(lines);
  return (
    <figure className="flex min-h-0 flex-col" data-diff>
      <figcaption className="border-line border-b px-3 py-1.5 text-muted text-sm">
        From {beforeLabel} to {afterLabel}: {plural(added, "line")} added, {plural(removed, "line")} removed
      </figcaption>
      <section
        className="min-h-0 overflow-auto font-mono text-sm leading-5"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too
        tabIndex={0}
        aria-label="Changes"
      >
        <SideBySide rows={rows} labels={[beforeLabel, afterLabel]} />
        <Unified rows={rows} />
      </section>
    </figure>
  );
}

const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
const look = { same: "", removed: "bg-bad-soft", added: "bg-ok-soft" } as const;
const mark = { same: " ", removed: "-", added: "+" } as const;
const word = { same: "", removed: "removed", added: "added" } as const;

function Unified({ rows }: { rows: readonly DiffRow[] }) {
  return (
    <table className="w-full lg:hidden" data-unified>
      <tbody>
        {rows.map((row, index) =>
          row.kind === "gap" ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <Gap key={index} lines={row.lines} columns={2} />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={index} className={look[row.kind]} data-line={row.kind}>
              <LineNumber value={row.kind === "removed" ? row.left : row.right} />
              <Text kind={row.kind} text={row.text} />
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

function SideBySide({ rows, labels }: { rows: readonly DiffRow[]; labels: readonly [string, string] }) {
  return (
    <table className="hidden w-full table-fixed lg:table" data-side-by-side>
      <colgroup>
        <col className="w-10" />
        <col />
        <col className="w-10" />
        <col />
      </colgroup>
      <thead className="sr-only">
        <tr>
          {labels.map((label) => (
            <th key={label} colSpan={2} scope="colgroup">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sideBySide(rows).map((row, index) =>
          "lines" in row ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <Gap key={index} lines={row.lines} columns={4} />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={index}>
              <Side line={row.left} number={row.left?.left} />
              <Side line={row.right} number={row.right?.right} />
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

function Side({ line, number }: { line: SidePair["left"] | SidePair["right"]; number: number | undefined }) {
  if (line === null) return <td colSpan={2} className="bg-sunken" />;
  return (
    <>
      <LineNumber value={number} className={look[line.kind]} />
      <Text kind={line.kind} text={line.text} />
    </>
  );
}

function LineNumber({ value, className }: { value: number | undefined; className?: string }) {
  return (
    <td className={cn("w-10 select-none px-2 text-right align-top text-muted tabular-nums", className)}>{value}</td>
  );
}

function Text({ kind, text }: { kind: keyof typeof look; text: string }) {
  return (
    <td className={cn("wrap-anywhere whitespace-pre-wrap pr-3 align-top", look[kind])}>
      <span aria-hidden className="select-none text-muted">
        {mark[kind]}{" "}
      </span>
      {word[kind] !== "" && <span className="sr-only">{word[kind]}: </span>}
      {text}
    </td>
  );
}

function Gap({ lines, columns }: { lines: number; columns: number }) {
  return (
    <tr className="bg-sunken text-muted">
      <td colSpan={columns} className="px-3 text-center">
        {plural(lines, "line")} the same
      </td>
    </tr>
  );
}
