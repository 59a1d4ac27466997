import type { ReactNode } from "react";
import { Skeleton } from "../ui/skeleton.tsx";

interface LoadingProps {
  what: string;
  /** It is all there is on the page, so it gives the page its heading. */
  page?: boolean;
  children: ReactNode;
}

function Loading({ what, page = false, children }: LoadingProps) {
  const Heading = page ? "h1" : "span";
  return (
    <div role="status" aria-busy="true">
      <Heading className="sr-only">Loading {what}</Heading>
      {children}
    </div>
  );
}

const keys = (count: number) => Array.from({ length: count }, (_, index) => index);

/** In a page's heading, where its title is not known yet. */
export function TitleLoading({ what }: { what: string }) {
  return (
    <>
      <span className="sr-only">Loading {what}</span>
      <Skeleton className="h-5 w-40" />
    </>
  );
}

/** At the right of a page's title. */
export function ActionLoading() {
  return <Skeleton className="h-7.5 w-24" />;
}

export function RunboardLoading() {
  return (
    <Loading what="the Runboard" page>
      <div className="flex min-h-7.5 flex-wrap items-center justify-between gap-x-3 px-3 pt-3 sm:px-4 sm:pt-4">
        <Skeleton className="h-5 w-40" />
        <ActionLoading />
      </div>
      <div className="grid gap-3 p-3 sm:grid-cols-2 sm:p-4 xl:grid-cols-4">
        {keys(4).map((lane) => (
          <div key={lane} className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-3">
            <Skeleton className="h-5 w-24" />
            <Skeleton className="h-28 w-full" />
            <Skeleton className="h-9 w-full" />
            <Skeleton className="h-9 w-full" />
          </div>
        ))}
      </div>
    </Loading>
  );
}

/** Rows of a table, on the surface of whatever they are in. */
export function TableLoading({ what, rows = 8 }: { what: string; rows?: number }) {
  return (
    <Loading what={what}>
      <div className="flex flex-col">
        {keys(rows).map((row) => (
          <div key={row} className="flex h-(--row-height) items-center gap-4 border-line border-b px-3 last:border-b-0">
            <Skeleton className="h-4 w-10" />
            <Skeleton className="h-4 w-24" />
            <Skeleton className="h-4 flex-1" />
            <Skeleton className="h-4 w-16" />
          </div>
        ))}
      </div>
    </Loading>
  );
}

export function RunLoading() {
  return (
    <Loading what="the run" page>
      <div className="flex flex-col gap-4 p-3 sm:p-4">
        <Skeleton className="h-6 w-64 max-w-full" />
        <Skeleton className="h-4 w-96 max-w-full" />
        <div className="grid gap-4 lg:grid-cols-[18rem_1fr]">
          <Skeleton className="h-48 w-full" />
          <Skeleton className="h-96 w-full" />
        </div>
      </div>
    </Loading>
  );
}

export function ArtifactLoading() {
  return (
    <Loading what="the artifact">
      <div className="flex flex-col gap-2">
        <Skeleton className="h-4 w-1/2" />
        <Skeleton className="h-4 w-3/4" />
        <Skeleton className="h-4 w-2/3" />
      </div>
    </Loading>
  );
}

export function OverviewLoading() {
  return (
    <Loading what="the overview">
      <div className="flex flex-col gap-3">
        <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
          {keys(6).map((figure) => (
            <Skeleton key={figure} className="h-25 w-full" />
          ))}
        </div>
        <div className="grid gap-3 lg:grid-cols-2">
          <Skeleton className="h-72 w-full" />
          <Skeleton className="h-72 w-full" />
        </div>
        <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
          {keys(3).map((panel) => (
            <Skeleton key={panel} className="h-40 w-full" />
          ))}
        </div>
      </div>
    </Loading>
  );
}
