import type { Overview, OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { numberText } from "../status/number.model.ts";
import { Link } from "../ui/link.tsx";
import { KeyFigure } from "./key-figure.tsx";
import * as model from "./overview.model.ts";

export interface KeyFiguresProps {
  overview: Overview;
  period: OverviewPeriod;
  runsHref: (link: model.RunsLink) => string;
}

/** The numbers that are looked at first: those of this moment, then those of the period beside the one before. */
export function KeyFigures({ overview: { now, current, previous, from }, period, runsHref }: KeyFiguresProps) {
  const rate = model.successRate(current);
  const share = model.slotsShare(now);
  const ended = model.endedCount(current);
  return (
    <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      <KeyFigure
        name="Queued now"
        value={numberText(now.queued)}
        href={runsHref({ status: ["queued"] })}
        detail={now.delayed > 0 ? `and ${numberText(now.delayed)} due later` : "none is due later"}
      />
      <KeyFigure
        name="At work now"
        value={numberText(now.active)}
        href={runsHref({ status: ["claimed", "running"] })}
        detail={[
          share === null ? "no live worker" : `${model.percentText(share)} of ${numberText(now.slots)} slots`,
          ...(now.waiting > 0 ? [`${numberText(now.waiting)} waiting`] : []),
        ].join(", ")}
      />
      <KeyFigure
        name="Ended"
        value={numberText(ended)}
        href={runsHref({ endedFrom: from })}
        change={model.countChange(ended, model.endedCount(previous), period)}
      />
      <KeyFigure
        name="Success rate"
        value={rate === null ? "–" : model.percentText(rate)}
        href={runsHref({ status: ["failed"], endedFrom: from })}
        change={model.rateChange(rate, model.successRate(previous), period)}
      />
      <KeyFigure
        name="Wait, median"
        value={model.secondsText(current.wait?.[0])}
        {...slowest(current.wait, (waited) => runsHref({ endedFrom: from, waited }))}
        change={model.spanChange(current.wait?.[0], previous.wait?.[0], period)}
      />
      <KeyFigure
        name="Running time, median"
        value={model.secondsText(current.duration?.[0])}
        {...slowest(current.duration, (ran) => runsHref({ endedFrom: from, ran }))}
        change={model.spanChange(current.duration?.[0], previous.duration?.[0], period)}
      />
    </dl>
  );
}

/** A median leads to the runs that took so long or longer, and what 95 of 100 stayed within to the others. */
function slowest(times: Overview["current"]["wait"], href: (seconds: number) => string) {
  if (times === null) return {};
  const [median, most] = times;
  return {
    href: href(median),
    detail: (
      <>
        95 of 100{" "}
        <Link href={href(most)} className="relative underline underline-offset-2">
          within {model.secondsText(most)}
        </Link>
      </>
    ),
  };
}
