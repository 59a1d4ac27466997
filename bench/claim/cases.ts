import type { Sql } from "postgres";
import { addLanes, addRuns, churn, type Runs } from "./queue-state.ts";

export interface Case {
  name: string;
  /** Brings the database into the state. What it returns is called after measuring. */
  prepare(root: Sql): Promise<(() => Promise<void>) | undefined>;
}

/** The states of issue 5, section "Speed", at a share of their size. `churned`: how many runs come and go under an open transaction. */
export function casesOf(scale: number, churned: number): Case[] {
  const size = (count: number) => Math.max(1_000, Math.round(count * scale));
  const queued = (count: number): Case => ({
    name: `${count.toLocaleString("en")} queued`,
    prepare: async (root) => {
      await addLanes(root, 1, null);
      await addRuns(root, { count, status: "queued" });
      return undefined;
    },
  });
  const afterChurn = (what: string, capacity: number | null, more: Partial<Runs> = {}): Case => ({
    name: `${what} after ${size(churned).toLocaleString("en")} runs of churn under an open transaction`,
    async prepare(root) {
      await addLanes(root, 1, capacity);
      const reader = await root.reserve();
      await reader`begin isolation level repeatable read`;
      await reader`select count(*) from public.runs`;
      await churn(root, size(churned), more);
      await addRuns(root, { count: 1_000, status: "queued", ...more });
      return async () => {
        await reader`rollback`;
        reader.release();
      };
    },
  });
  return [
    ...[1_000, 100_000, 1_000_000].map((count) => queued(size(count))),
    {
      name: `${size(1_000_000).toLocaleString("en")} finished, 1,000 queued`,
      async prepare(root) {
        await addLanes(root, 1, null);
        await addRuns(root, { count: size(1_000_000), status: "succeeded" });
        await addRuns(root, { count: 1_000, status: "queued" });
        return undefined;
      },
    },
    {
      name: `${size(100_000).toLocaleString("en")} delayed of higher priority, 1,000 queued`,
      async prepare(root) {
        await addLanes(root, 1, null);
        await addRuns(root, { count: size(100_000), status: "queued", priority: 5, delaySeconds: 86_400 });
        await addRuns(root, { count: 1_000, status: "queued" });
        return undefined;
      },
    },
    {
      name: "1,000 sessions of 4 lanes, each with 5 queued",
      async prepare(root) {
        await addLanes(root, 1_000, 1);
        await addRuns(root, { count: 20_000, status: "queued" });
        return undefined;
      },
    },
    {
      name: "500 full lanes with 10 queued each, 4 free ones",
      async prepare(root) {
        await addLanes(root, 125, 1);
        await addRuns(root, { count: 500, status: "claimed" });
        await addLanes(root, 1, 1);
        await addRuns(root, { count: 5_040, status: "queued" });
        return undefined;
      },
    },
    afterChurn("1,000 queued", null),
    afterChurn("1,000 queued in lanes of 5 slots", 5),
    afterChurn("1,000 queued with concurrency keys", null, { concurrencyKeys: 20 }),
  ];
}
