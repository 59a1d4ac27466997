/** Cache keys of approvals. */
export const approvalKeys = {
  all: ["approvals"] as const,
  pending: ["approvals", "pending"] as const,
  decided: ["approvals", "decided"] as const,
  ofRun: (runId: number) => ["approvals", "run", runId] as const,
};
