"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AdminsOnly } from "../../../../components/settings/admins-only.tsx";
import type { Days } from "../../../../components/settings/retention.model.ts";
import { RetentionForm } from "../../../../components/settings/retention-form.tsx";
import { Page } from "../../../../components/shell/page.tsx";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { TableLoading } from "../../../../components/states/loading.tsx";
import { Age } from "../../../../components/status/time.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useChangeRetention } from "../../../../lib/retention/retention-change-mutation.ts";
import { retentionPreviewQuery } from "../../../../lib/retention/retention-preview-query.ts";
import { retentionQuery } from "../../../../lib/retention/retention-query.ts";
import { useMe, useWhyNot } from "../../me.tsx";
import { readFailure } from "../../read-failure.ts";

/** Joins the retention with its preview and its command. */
export function RetentionClient() {
  const { connect, ops } = useControlRoom();
  const me = useMe();
  const whyNot = useWhyNot("administer");
  const retention = useQuery(retentionQuery(connect));
  const [draft, setDraft] = useState<Days | null | undefined>(undefined);
  const change = useChangeRetention();
  const preview = useQuery(retentionPreviewQuery(ops, draft === undefined ? (retention.data ?? null) : draft));
  const last = preview.data?.last_purged_at;

  return (
    <Page
      title="Retention"
      bar={<AdminsOnly role={me.role} verb="change how long logs are kept" />}
      actions={
        last !== undefined && (
          <p className="text-muted">
            {last === null ? (
              "Nothing was ever purged"
            ) : (
              <>
                Last purge <Age at={last} />
              </>
            )}
          </p>
        )
      }
    >
      {retention.data === undefined ? (
        retention.error ? (
          <ErrorState {...readFailure(retention.error)} onRetry={() => void retention.refetch()} level={2} />
        ) : (
          <TableLoading what="the retention" rows={4} />
        )
      ) : (
        <RetentionForm
          key={retention.data.changed_at}
          retention={retention.data}
          whyNot={whyNot}
          preview={preview.data}
          onDraft={setDraft}
          onSave={(days) => actionResult(change.mutateAsync(days))}
        />
      )}
    </Page>
  );
}
