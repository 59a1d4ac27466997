import type { ReactNode } from "react";
import { Skeleton } from "../ui/skeleton.tsx";

interface LoadingProps {
  what: string;
  /** It is all there is on the page, so it gives the page its heading. */
  page?: boolean;
  children: ReactNode;
}

function Loading({ what, page = true, children }: LoadingProps) {
  const Heading = page ? "h1" : "span";
  return (
    <div role="status" aria-busy="true">
      <Heading className="sr-only">Loading {what}</Heading>
      {children}
    </div>
  );
}

const keys = (count: number) => Array.from({ length: count }, (_, index) => index);

export function RunboardLoading() {
  return (
    <Loading what="the Runboard">
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

export interface TableLoadingProps {
  what: string;
  rows?: number;
  page?: boolean;
}

export function TableLoading({ what, rows = 8, page = true }: TableLoadingProps) {
  return (
    <Loading what={what} page={page}>
      <div className="flex flex-col">
        {keys(rows).map((row) => (
          <div key={row} className="flex h-9 items-center gap-4 border-line border-b px-3">
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
    <Loading what="the run">
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
    <Loading what="the artifact" page={false}>
      <div className="flex flex-col gap-2">
        <Skeleton className="h-4 w-1/2" />
        <Skeleton className="h-4 w-3/4" />
        <Skeleton className="h-4 w-2/3" />
      </div>
    </Loading>
  );
}

export function OverviewLoading({ page = true }: { page?: boolean }) {
  return (
    <Loading what="the overview" page={page}>
      <div className={`flex flex-col gap-3 ${page ? "p-3 sm:p-4" : ""}`}>
        {page && <Skeleton className="h-8 w-32" />}
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
