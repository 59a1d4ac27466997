import { afterAll, beforeAll, test } from "vitest";
import { plantFault } from "../../../e2e/harness/planted-fault.ts";
import { type LoneLab, openLoneLab } from "./alone.ts";
import { faults } from "./faults.ts";
import { loneFaults } from "./lone-faults.ts";

let lab: LoneLab;
beforeAll(async () => {
  lab = await openLoneLab();
});
afterAll(() => lab.close());

test.each(Object.entries({ ...faults, ...loneFaults }))("the SQL still has where to plant %s", async (_, fault) => {
  const sql = lab.connection;
  await sql`begin`;
  try {
    await plantFault(sql, fault);
  } finally {
    await sql`rollback`;
  }
});
