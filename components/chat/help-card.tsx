import { verbNames, verbs } from "../../supabase/functions/_shared/contracts/command-line/verbs.ts";
import { Button } from "../ui/button.tsx";

/** Every command, with an example and what it does. */
export function HelpCard({ onClose }: { onClose: () => void }) {
  return (
    <section aria-label="Commands" className="flex flex-col gap-2 rounded-md border border-line bg-raised px-3 py-2.5">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
        {verbNames.map((name) => (
          <div key={name} className="contents">
            <dt className="font-mono">{verbs[name].usage}</dt>
            <dd className="text-muted">{verbs[name].does}</dd>
          </div>
        ))}
      </dl>
      <p className="text-muted text-sm">
        Plain words do for the common ones: “run host health in C”, “cancel 1042”, “why is 1042 waiting”, “what failed”.
      </p>
      <Button size="sm" className="self-start" onClick={onClose}>
        Close
      </Button>
    </section>
  );
}
