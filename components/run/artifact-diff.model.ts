export type DiffLineKind = "added" | "removed" | "hunk" | "file" | "same";

export interface DiffLine {
  kind: DiffLineKind;
  text: string;
}

/** The lines of a unified diff by what they are. Inside a hunk its own counts decide, so that a removed `-- a` is no file's name. */
export function diffLines(text: string): DiffLine[] {
  let removed = 0;
  let added = 0;
  return text.split(/\r?\n/).map((line) => {
    const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
    if (hunk !== null) {
      removed = Number(hunk[1] ?? 1);
      added = Number(hunk[2] ?? 1);
      return { kind: "hunk", text: line };
    }
    if (removed <= 0 && added <= 0) return { kind: line.startsWith("\\") ? "same" : headerKind(line), text: line };
    if (line.startsWith("+")) added -= 1;
    else if (line.startsWith("-")) removed -= 1;
    else if (!line.startsWith("\\")) {
      added -= 1;
      removed -= 1;
    }
    return { kind: line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "same", text: line };
  });
}

const headerKind = (line: string): DiffLineKind =>
  /^(diff |index |--- |\+\+\+ |rename |similarity |new file |deleted file |Binary files )/.test(line) ? "file" : "same";

/** `3 lines added, 1 removed`. */
export function diffSummary(lines: readonly DiffLine[]): string {
  const count = (kind: DiffLineKind) => lines.filter((line) => line.kind === kind).length;
  const added = count("added");
  return `${added} ${added === 1 ? "line" : "lines"} added, ${count("removed")} removed`;
}
