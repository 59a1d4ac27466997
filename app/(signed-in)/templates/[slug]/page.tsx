import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createQueryClient } from "../../../../lib/query/query-client.ts";
import { templateQuery, templateVersionQuery } from "../../../../lib/templates/template-query.ts";
import { Slug } from "../../../../supabase/functions/_shared/contracts/ids.ts";
import { supabaseOfRequest } from "../../../supabase-of-request.ts";
import { readForPage } from "../../first-answer.ts";
import NotFound from "../../not-found.tsx";
import { TemplateClient } from "./client.tsx";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Template ${(await params).slug}` };
}

/** One template: its text, the form that it makes, its versions. */
export default async function TemplatePage({ params }: Props) {
  const slug = Slug.safeParse((await params).slug);
  if (!slug.success) return <NotFound />;
  const cache = createQueryClient();
  if ((await readForPage(readNewest(cache, slug.data))) === false) return <NotFound />;
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <TemplateClient slug={slug.data} />
    </HydrationBoundary>
  );
}

/** Whether there is such a template. */
async function readNewest(cache: QueryClient, slug: string): Promise<boolean> {
  const template = await cache.fetchQuery(templateQuery(supabaseOfRequest, slug));
  const newest = template?.versions[0];
  if (newest === undefined) return false;
  await cache.prefetchQuery(templateVersionQuery(supabaseOfRequest, slug, newest.version));
  return true;
}
