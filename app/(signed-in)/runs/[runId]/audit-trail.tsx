"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AuditTrailList } from "../../../../components/audit/audit-trail-list.tsx";
import { Button } from "../../../../components/ui/button.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { Notice } from "../../../../components/ui/notice.tsx";
import { runAuditQuery } from "../../../../lib/audit/run-audit-query.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { readFailure } from "../../read-failure.ts";
import { Section } from "./section.tsx";

/** The commands that concerned this run; read when somebody asks for them, and again each time. */
export function AuditTrail({ runId }: { runId: number }) {
  const { connect } = useControlRoom();
  const [open, setOpen] = useState(false);
  const trail = useQuery({ ...runAuditQuery(connect, runId), enabled: open, staleTime: 0 });
  const failure = trail.error === null ? null : readFailure(trail.error);
  return (
    <Section title="Audit trail">
      {!open ? (
        <Button size="sm" onClick={() => setOpen(true)}>
          Show it here
        </Button>
      ) : failure !== null ? (
        <Notice tone="bad" title={failure.title}>
          {failure.remedy}
        </Notice>
      ) : trail.data === undefined ? (
        <p className="text-muted">Reading the audit log</p>
      ) : (
        <AuditTrailList rows={trail.data} />
      )}
      <Link href={`/audit?run=${runId}`} className="mt-3 block w-fit text-accent underline underline-offset-2">
        Who asked what of this run
      </Link>
    </Section>
  );
}
