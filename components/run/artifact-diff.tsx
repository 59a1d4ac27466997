import { cn } from "../ui/cn.ts";
import { type DiffLineKind, diffLines, diffSummary } from "./artifact-diff.model.ts";

const looks: Readonly<Record<DiffLineKind, string>> = {
  added: "bg-ok-soft text-text",
  removed: "bg-bad-soft text-text",
  hunk: "text-accent",
  file: "font-semibold",
  same: "",
};

/** A unified diff; what was added and removed is told by its sign first, then by its ground. */
export function ArtifactDiff({ text }: { text: string }) {
  const lines = diffLines(text);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-muted text-sm">{diffSummary(lines)}</p>
      <div className="overflow-x-auto rounded-sm border border-line py-1 font-mono text-sm leading-5">
        <div className="w-max min-w-full">
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a stored artifact never change
            <div key={index} data-diff={line.kind} className={cn("min-h-5 whitespace-pre px-2", looks[line.kind])}>
              {line.text}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
