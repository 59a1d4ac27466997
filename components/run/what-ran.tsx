import type { ReactNode } from "react";
import type { AttemptView, JsonObject, RunView } from "../types.ts";
import { Link } from "../ui/link.tsx";
import { ParametersView } from "./parameters-view.tsx";

export interface WhatRanProps {
  run: RunView;
  parameters: JsonObject;
  /** The run that it was cloned from. */
  clonedFrom: number | null;
  /** The version that it ran; null: ad-hoc steps. */
  template: { name: string; parameter_schema: JsonObject } | null;
  attempts: readonly AttemptView[];
}

/** What exactly was executed: which version, where, by whom, with what. */
export function WhatRan({ run, parameters, clonedFrom, template, attempts }: WhatRanProps) {
  const workers = [...new Set(attempts.map(({ worker_name }) => worker_name))];
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-[minmax(6rem,max-content)_1fr] gap-x-4 gap-y-1.5">
        <Fact name="Template">
          {run.template === null ? (
            "ad-hoc steps"
          ) : (
            <Link href={`/templates/${run.template}`} className="hover:underline">
              {template?.name ?? run.template}, version {run.template_version}
            </Link>
          )}
        </Fact>
        {clonedFrom !== null && (
          <Fact name="Cloned from">
            <Link href={`/runs/${clonedFrom}`} className="hover:underline">
              run {clonedFrom}
            </Link>
          </Fact>
        )}
        <Fact name="Lane">{run.lane}</Fact>
        <Fact name={workers.length > 1 ? "Workers" : "Worker"}>{workers.join(", ") || "none yet"}</Fact>
      </dl>
      <h3 className="font-medium">Parameters</h3>
      <ParametersView parameters={parameters} schema={template?.parameter_schema} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </div>
  );
}
