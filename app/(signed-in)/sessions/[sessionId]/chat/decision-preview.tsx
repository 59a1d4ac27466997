import MarkdownView from "../../../../../components/run/markdown-view.tsx";
import type { Approval } from "../../../../../supabase/functions/_shared/contracts/approval.ts";
import type { Intent } from "../../../../../supabase/functions/_shared/contracts/command-line/intent.ts";

/** What a decision is about, shown before Enter, so that nobody decides on what they have not seen. */
export function DecisionPreview({ intent, approvals }: { intent: Intent; approvals: readonly Approval[] }) {
  if (intent.verb !== "approve" && intent.verb !== "reject") return null;
  const asked = approvals.find(({ run_id }) => run_id === intent.run_id);
  if (asked === undefined) return null;
  return (
    <section
      aria-label={`What run ${asked.run_id} asks`}
      className="max-h-48 overflow-y-auto rounded-md border border-line bg-sunken px-3 py-2"
    >
      <h3 className="wrap-anywhere font-medium">{asked.title}</h3>
      {asked.body !== "" && <MarkdownView text={asked.body} />}
    </section>
  );
}
