import { useEffect } from "react";

/** Fewer rows than this, and the search goes on by itself. */
const aScreenful = 30;

/** What of an infinite query this needs. */
interface Search<Row> {
  data: { pages: { rows: Row[] }[] } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** A search stops when its time is up; with too little to show it goes on, and says that it does. */
export function useGoOn<Row>(search: Search<Row>): { rows: Row[]; searching: boolean } {
  const rows = search.data?.pages.flatMap((page) => page.rows) ?? [];
  const searching = rows.length < aScreenful && search.hasNextPage;
  const goesOn = searching && !search.isFetching && !search.isError;
  const { fetchNextPage } = search;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
  return { rows, searching };
}
