import { Skeleton } from "../ui/skeleton.tsx";

/** In the size of the editor with the form beside it. */
export function EditorLoading() {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">Loading the editor</span>
      <div className="grid gap-3 lg:grid-cols-2">
        <Skeleton className="h-[60dvh] w-full" />
        <Skeleton className="hidden h-[60dvh] w-full lg:block" />
      </div>
    </div>
  );
}
