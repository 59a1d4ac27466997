"use client";
import { Button } from "../ui/button.tsx";

export interface ShowMoreProps {
  hasMore: boolean;
  loadingMore: boolean;
  /** The search goes on by itself and has come to this, in words; null: it is not searching. */
  searchedTo: string | null;
  onLoadMore: () => void;
}

/** The end of a list that is read page by page. */
export function ShowMore({ hasMore, loadingMore, searchedTo, onLoadMore }: ShowMoreProps) {
  if (searchedTo !== null) {
    return (
      <output className="block border-line border-t p-3 text-center text-muted">Searching… back to {searchedTo}</output>
    );
  }
  if (!hasMore) return null;
  return (
    <div className="flex justify-center border-line border-t p-3">
      <Button onClick={onLoadMore} busy={loadingMore}>
        {loadingMore ? "Loading…" : "Show more"}
      </Button>
    </div>
  );
}
