"use client";
import { useEffect } from "react";
import { ErrorState } from "../../components/states/error-state.tsx";
import { suspectSchema } from "../../lib/query/schema-gone.ts";

/** What a page shows that could not be rendered. The server's reason is in its log, under the digest. */
export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  // It may be that the database is not the code's: then the setup says so.
  useEffect(suspectSchema, []);
  return (
    <ErrorState
      title="This page could not be loaded"
      message={error.digest === undefined ? error.message : `Reference ${error.digest}`}
      remedy="The server may be starting. Try again in a moment; if it persists, look into its logs."
      onRetry={retry}
    />
  );
}
