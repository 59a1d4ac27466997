import * as artifact from "../artifact.ts";
import * as schedule from "../schedule.ts";
import * as worker from "../worker.ts";
import { command, nobody } from "./command.ts";

/** A worker's conversation: straight to its own functions, fenced by API key and lease. */
export const workerCommands = {
  "runs.claim": command({
    kind: "worker",
    input: worker.ClaimRunsInput,
    output: worker.ClaimRunsOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
  "runs.start": command({
    kind: "worker",
    input: worker.StartRunInput,
    output: worker.DirectiveOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost"],
  }),
  "runs.start_many": command({
    kind: "worker",
    input: worker.StartManyRunsInput,
    output: worker.StartManyRunsOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
  "runs.heartbeat": command({
    kind: "worker",
    input: worker.HeartbeatRunsInput,
    output: worker.HeartbeatRunsOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
  "runs.finish": command({
    kind: "worker",
    input: worker.FinishRunInput,
    output: worker.FinishRunOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "batch_gap", "not_started", "outcome_not_allowed"],
  }),
  "runs.finish_many": command({
    kind: "worker",
    input: worker.FinishManyRunsInput,
    output: worker.FinishManyRunsOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
  "events.append": command({
    kind: "worker",
    input: worker.AppendEventsInput,
    output: worker.DirectiveOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "batch_gap", "not_started"],
  }),
  "artifacts.put": command({
    kind: "worker",
    input: artifact.PutArtifactInput,
    output: artifact.PutArtifactOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "artifact_conflict", "limit_exceeded"],
  }),
  "artifacts.upload": command({
    kind: "worker",
    input: artifact.UploadArtifactInput,
    output: artifact.UploadArtifactOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "artifact_conflict", "limit_exceeded", "unavailable"],
  }),
  "artifacts.commit": command({
    kind: "worker",
    input: artifact.CommitArtifactInput,
    output: artifact.PutArtifactOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "not_found", "artifact_conflict"],
  }),
  "maintenance.tick": command({
    kind: "worker",
    input: worker.MaintenanceTickInput,
    output: worker.MaintenanceTickOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
  "schedules.fire_due": command({
    kind: "worker",
    input: schedule.FireDueSchedulesInput,
    output: schedule.FireDueSchedulesOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
} as const;
