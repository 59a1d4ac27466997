import type { Unclear } from "../../supabase/functions/_shared/contracts/command-line/intent.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** What was not understood, and lines that may have been meant. Taking one writes it; nothing has been done. */
export function Proposals({ problem, proposals, onPick }: Omit<Unclear, "ok"> & { onPick: (line: string) => void }) {
  return (
    <Notice tone="warn" role="alert" title={problem}>
      Nothing was done.
      {proposals.length > 0 && (
        <ul aria-label="Did you mean" className="mt-1.5 flex flex-wrap gap-1.5">
          {proposals.map((line) => (
            <li key={line} className="max-w-full">
              <Button size="sm" className="max-w-full font-mono font-normal text-text" onClick={() => onPick(line)}>
                <span className="truncate">{line}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
