import { statusLook } from "../status/status.model.ts";
import type { LaneView } from "../types.ts";
import { outcomesText } from "./runboard.model.ts";

/** A failed one stands out by its height, a cancelled one is a stub: readable without colour. */
const looks = {
  succeeded: { height: 7, className: "text-ok" },
  failed: { height: 14, className: "text-bad" },
  cancelled: { height: 3, className: "text-muted" },
} as const;
const [step, height] = [5, 14];

/** A lane's last results as tiny bars, the newest at the right. What a pointer learns of each bar, the label says of all. */
export function OutcomeSparkline({ outcomes }: Pick<LaneView, "outcomes">) {
  if (outcomes.length === 0) return null;
  const width = outcomes.length * step;
  return (
    <svg
      role="img"
      aria-label={outcomesText(outcomes)}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      fill="currentColor"
      className="shrink-0"
      data-outcomes={outcomes.length}
    >
      {outcomes.toReversed().map(({ id, status }, index) => {
        const look = looks[status === "failed" || status === "cancelled" ? status : "succeeded"];
        return (
          <g key={id} className={look.className}>
            <title>{`Run ${id}: ${statusLook(status).word.toLowerCase()}`}</title>
            <rect x={index * step} width={step} height={height} fill="transparent" />
            <rect x={index * step + 1} y={height - look.height} width={step - 1.5} height={look.height} />
          </g>
        );
      })}
    </svg>
  );
}
