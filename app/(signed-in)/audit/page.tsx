import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { auditListQuery } from "../../../lib/audit/audit-list-query.ts";
import { createQueryClient } from "../../../lib/query/query-client.ts";
import { type CommandName, commands } from "../../../supabase/functions/_shared/contracts/commands.ts";
import { ErrorCode, errorKind } from "../../../supabase/functions/_shared/contracts/errors.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { readForPage } from "../first-answer.ts";
import { notSavedRemedy } from "../not-saved.ts";
import { AuditClient } from "./client.tsx";
import { loadAuditFilter } from "./search-params.ts";

export const metadata: Metadata = { title: "Audit" };

// Here rather than in the browser, which need not know the whole registry.
const names = Object.keys(commands) as CommandName[]; // of an object literal
const audited = names.filter((name) => commands[name].kind === "operator").sort();
const refusals = ErrorCode.options.filter((code) => errorKind(code).sqlstate !== null).sort();

/** Who asked for what, and how it ended; refusals included. */
export default async function AuditPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[]>>;
}) {
  const query = await searchParams;
  const filter = loadAuditFilter(query);
  const cache = createQueryClient();
  await readForPage(cache.prefetchInfiniteQuery(auditListQuery(supabaseOfRequest, filter)));
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <AuditClient commands={audited} refusals={refusals} notExported={notSavedRemedy(query)} />
    </HydrationBoundary>
  );
}
