"use client";
import { useCallback } from "react";
import { isFinal } from "../../supabase/functions/_shared/contracts/run-status.ts";
import type { ArtifactView, AttemptView, JsonObject, StepView } from "../types.ts";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../ui/tabs.tsx";
import { ArtifactsList } from "./artifacts-list.tsx";
import { AttemptsList } from "./attempts-list.tsx";
import { seqOfStep } from "./log.model.ts";
import { LogViewer, type LogViewerProps } from "./log-viewer.tsx";
import { ParametersView } from "./parameters-view.tsx";
import { RunHeader, type RunHeaderProps } from "./run-header.tsx";
import { StepsList } from "./steps-list.tsx";

export interface RunPageProps extends RunHeaderProps {
  /** Steps of the newest attempt. */
  steps: readonly StepView[];
  attempts: readonly AttemptView[];
  parameters: JsonObject;
  artifacts: readonly ArtifactView[];
  onOpenArtifact: (artifact: ArtifactView) => void;
  onDownloadArtifact: (artifact: ArtifactView) => void;
  /** Where a step begins in the log, for one whose heading is not loaded. */
  onFindStep?: ((step: number) => void) | undefined;
  log: Omit<LogViewerProps, "stepNames" | "live" | "className">;
}

/** A run: the header over the log, and beside it its steps, artifacts, attempts and parameters. */
export function RunPage(props: RunPageProps) {
  const { run, steps, attempts, parameters, artifacts, onOpenArtifact, onDownloadArtifact, onFindStep, log } = props;
  const live = !isFinal(run.status);
  const { entries, onSelectLine } = log;
  const showStep = useCallback(
    (step: number) => {
      const seq = seqOfStep(entries, step);
      if (seq !== undefined) onSelectLine(seq);
      else onFindStep?.(step);
    },
    [entries, onSelectLine, onFindStep],
  );
  const names = steps.map((step) => step.name);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-3 sm:p-4 lg:h-[calc(100dvh-2.8125rem)] lg:min-h-144 lg:flex-none">
      <RunHeader {...props} />
      <div className="grid min-h-0 flex-1 gap-3 lg:grid-cols-[22rem_minmax(0,1fr)] lg:grid-rows-[minmax(0,1fr)]">
        <Tabs
          defaultValue="steps"
          className="flex max-h-full min-w-0 flex-col self-start rounded-lg border border-line bg-surface"
        >
          <TabsList aria-label="About this run" className="shrink-0 px-3">
            <TabsTrigger value="steps">Steps</TabsTrigger>
            <TabsTrigger value="artifacts">Artifacts {artifacts.length > 0 && artifacts.length}</TabsTrigger>
            <TabsTrigger value="attempts">Attempts {attempts.length > 1 && attempts.length}</TabsTrigger>
            <TabsTrigger value="parameters">Parameters</TabsTrigger>
          </TabsList>
          <TabsContent value="steps" className="min-h-0 overflow-y-auto p-2">
            <StepsList steps={steps} onShowStep={showStep} />
          </TabsContent>
          <TabsContent value="artifacts" className="min-h-0 overflow-y-auto p-2">
            <ArtifactsList {...{ artifacts, live }} onOpen={onOpenArtifact} onDownload={onDownloadArtifact} />
          </TabsContent>
          <TabsContent value="attempts" className="min-h-0 overflow-y-auto p-2">
            <AttemptsList attempts={attempts} />
          </TabsContent>
          <TabsContent value="parameters" className="min-h-0 overflow-y-auto p-3">
            <ParametersView parameters={parameters} />
          </TabsContent>
        </Tabs>
        <LogViewer {...log} stepNames={names} live={live} className="h-[70dvh] min-h-80 lg:h-full" />
      </div>
    </div>
  );
}
