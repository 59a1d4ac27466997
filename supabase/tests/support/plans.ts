import postgres from "postgres";
import { z } from "zod";

const Plan = z.object({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Index Name": z.string().optional(),
  "Index Cond": z.string().optional(),
  get Plans() {
    return z.array(Plan).optional();
  },
});
type Plan = z.infer<typeof Plan>;
const Explained = z.object({ "Query Text": z.string(), Plan });

/** A superuser's session that tells the plans of everything it executes, inside functions too. */
export interface PlanWatcher {
  /**
   * Every scan that `work` caused, once, e.g. `runs: Index Scan by runs_pkey`; those of indexes alone are left out. With `bounds`, what no
   * condition bounds has ` from end to end` behind it.
   */
  watch(work: (sql: postgres.TransactionSql) => Promise<unknown>, options?: { bounds?: boolean }): Promise<string[]>;
  end(): Promise<void>;
}

/** `url`: of the superuser. Plans come from auto_explain, so they are those of the real functions with their real settings. */
export async function watchPlans(url: string): Promise<PlanWatcher> {
  const notices: string[] = [];
  const sql = postgres(url, {
    max: 1,
    prepare: false,
    onnotice: ({ message }) => {
      if (message !== undefined) notices.push(message);
    },
  });
  await sql.unsafe(`
    load 'auto_explain';
    set auto_explain.log_min_duration = 0;
    set auto_explain.log_nested_statements = on;
    set auto_explain.log_format = json;
    set auto_explain.log_level = notice;
    set client_min_messages = notice`);
  return {
    async watch(work, { bounds = false } = {}) {
      notices.length = 0;
      await sql.begin(work);
      const plans = notices.flatMap((notice) => {
        const json = notice.indexOf("{");
        return notice.startsWith("duration:") ? [Explained.parse(JSON.parse(notice.slice(json))).Plan] : [];
      });
      if (plans.length === 0) throw new Error("auto_explain told no plan");
      return [...new Set(plans.flatMap((plan) => scansOf(plan, bounds)))].sort();
    },
    end: () => sql.end({ timeout: 2 }),
  };
}

function scansOf(plan: Plan, bounds: boolean): string[] {
  const { "Node Type": node, "Relation Name": relation, "Index Name": index } = plan;
  const by = index ? ` by ${index}${bounds && plan["Index Cond"] === undefined ? " from end to end" : ""}` : "";
  const own = relation === undefined || !node.endsWith("Scan") ? [] : [`${relation}: ${node}${by}`];
  return [...own, ...(plan.Plans ?? []).flatMap((part) => scansOf(part, bounds))];
}
