"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionFailureNotice } from "../../../components/form/action-failure.tsx";
import { useAction } from "../../../components/form/use-action.ts";
import { namesake, viewOf } from "../../../components/runs/views.model.ts";
import { type ViewQuestion, ViewsMenu } from "../../../components/runs/views-menu.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { actionResult } from "../../../lib/query/action-result.ts";
import { useCreateRunView } from "../../../lib/run-views/run-view-create-mutation.ts";
import { useDeleteRunView } from "../../../lib/run-views/run-view-delete-mutation.ts";
import { runViewListQuery } from "../../../lib/run-views/run-view-list-query.ts";
import { useSetRunViewDefault } from "../../../lib/run-views/run-view-set-default-mutation.ts";
import { useUpdateRunView } from "../../../lib/run-views/run-view-update-mutation.ts";
import type { ListFilter } from "../../../lib/runs/run-filter.ts";
import { useMe } from "../me.tsx";
import { loadRunFilter, runFilterQuery } from "./search-params.ts";

const dialogs = () => import("../../../components/runs/view-dialogs.tsx");
const SaveViewDialog = dynamic(() => dialogs().then((module) => module.SaveViewDialog));
const ChangeViewDialog = dynamic(() => dialogs().then((module) => module.ChangeViewDialog));
const DeleteViewDialog = dynamic(() => dialogs().then((module) => module.DeleteViewDialog));

interface SavedViewsProps {
  filter: ListFilter;
  /** Brings the filters of a view into the address. */
  onFilter: (filter: ListFilter) => void;
}

const filterOf = (query: string): ListFilter => loadRunFilter(new URLSearchParams(query));

/** Joins the saved views with the list of runs. The address is the truth: a view only writes it. */
export function SavedViews({ filter, onFilter }: SavedViewsProps) {
  const { connect } = useControlRoom();
  const me = useMe();
  const router = useRouter();
  const views = useQuery(runViewListQuery(connect));
  const create = useCreateRunView();
  const update = useUpdateRunView();
  const remove = useDeleteRunView();
  const setDefault = useSetRunViewDefault();
  const [asked, setAsked] = useState<ViewQuestion | null>(null);
  const query = runFilterQuery(filter);
  const known = views.data ?? [];
  const current = viewOf(known, query, me, (said) => runFilterQuery(filterOf(said)));
  // The way to the list, which stands around every page, may lead elsewhere now.
  const done = (command: Promise<unknown>) => actionResult(command.then(() => router.refresh()));
  const close = (open: boolean) => !open && setAsked(null);
  const choice = useAction();
  const makeDefault = (view_id: number | null) => choice.run(() => done(setDefault.mutateAsync({ view_id })));
  return (
    <>
      <ViewsMenu
        viewer={me}
        views={views.data ?? (views.error ? null : undefined)}
        current={current}
        query={query}
        defaultId={me.defaultRunView?.id ?? null}
        onChoose={(view) => onFilter(filterOf(view?.query ?? ""))}
        onAsk={setAsked}
        onDefault={(view) => void makeDefault(view?.id ?? null)}
        onRetry={() => void views.refetch()}
      />
      {choice.failure !== null && (
        <div className="order-last w-full">
          <ActionFailureNotice failure={choice.failure} />
        </div>
      )}
      {asked === "save" && (
        <SaveViewDialog
          onOpenChange={close}
          namesake={(name) => namesake(known, name, me)}
          onSave={(said, replaced) =>
            done(
              replaced === null
                ? create.mutateAsync({ ...said, query })
                : update.mutateAsync({ ...said, query, view_id: replaced.id }),
            )
          }
        />
      )}
      {asked === "change" && current !== null && (
        <ChangeViewDialog
          view={current}
          onOpenChange={close}
          onChange={(said) => done(update.mutateAsync({ ...said, view_id: current.id }))}
        />
      )}
      {asked === "delete" && current !== null && (
        <DeleteViewDialog
          view={current}
          onOpenChange={close}
          onDelete={() => done(remove.mutateAsync({ view_id: current.id }))}
        />
      )}
    </>
  );
}
