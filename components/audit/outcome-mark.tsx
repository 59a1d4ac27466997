import { Badge } from "../ui/badge.tsx";
import { outcomeText } from "./audit.model.ts";

/** How a command ended: done is quiet, a refusal names itself. */
export function OutcomeMark({ outcome }: { outcome: string }) {
  if (outcome === "ok") return <span className="text-muted">{outcomeText(outcome)}</span>;
  return (
    <Badge tone="warn" data-outcome={outcome}>
      <span className="sr-only">refused: </span>
      {outcomeText(outcome)}
    </Badge>
  );
}
