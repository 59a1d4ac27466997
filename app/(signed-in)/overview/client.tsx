"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import type { RunsLink } from "../../../components/overview/overview.model.ts";
import { OverviewView } from "../../../components/overview/overview-view.tsx";
import { PeriodSwitch } from "../../../components/overview/period-switch.tsx";
import { any, named } from "../../../components/runs/filter-options.ts";
import { Page } from "../../../components/shell/page.tsx";
import { ErrorState } from "../../../components/states/error-state.tsx";
import { OverviewLoading } from "../../../components/states/loading.tsx";
import { Select } from "../../../components/ui/select.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { overviewQuery } from "../../../lib/overview/overview-query.ts";
import { sessionListQuery } from "../../../lib/sessions/session-list-query.ts";
import { readFailure } from "../read-failure.ts";
import { overviewParsers, runsQuery } from "./search-params.ts";

/** Joins the Overview with its figures; what it looks at is the address's. */
export function OverviewClient() {
  const { connect } = useControlRoom();
  const router = useRouter();
  const [{ period, session }, setLook] = useQueryStates(overviewParsers, { history: "push" });
  const overview = useQuery({ ...overviewQuery(connect, period, session), placeholderData: keepPreviousData });
  const sessions = useQuery(sessionListQuery(connect, false));
  const chosen = session === null ? any : String(session);
  const known = (sessions.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
  const runsHref = ({ endedFrom, endedTo, ...link }: RunsLink) =>
    `/runs${runsQuery({
      session,
      ...link,
      endedFrom: endedFrom === undefined ? null : new Date(endedFrom),
      endedTo: endedTo === undefined ? null : new Date(endedTo),
    })}`;

  return (
    <Page
      title="Overview"
      panel={false}
      actions={
        <>
          <Select
            aria-label="Session"
            className="w-40"
            value={chosen}
            onValueChange={(id) => void setLook({ session: id === any ? null : Number(id) })}
            options={named(
              "All sessions",
              chosen === any || known.some(({ value }) => value === chosen)
                ? known
                : [...known, { value: chosen, label: `Session ${chosen}` }],
            )}
          />
          <PeriodSwitch value={period} onChange={(choice) => void setLook({ period: choice })} />
        </>
      }
    >
      {overview.data !== undefined ? (
        <OverviewView
          overview={overview.data}
          period={period}
          runsHref={runsHref}
          onOpen={(href) => router.push(href)}
        />
      ) : overview.error ? (
        <ErrorState {...readFailure(overview.error)} onRetry={() => void overview.refetch()} level={2} />
      ) : (
        <OverviewLoading />
      )}
    </Page>
  );
}
