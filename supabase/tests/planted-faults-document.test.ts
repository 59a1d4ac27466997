/** Every planted fault, as a patch of its function, is docs/decisions/0008-planted-faults.generated.md; regenerate it with --update. */
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diffLines, withGaps } from "../../components/templates/line-diff.ts";
import { type ControlRoom, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { definitionOf, type PlantedFault, plantFault } from "../../e2e/harness/planted-fault.ts";
import { claimFaults } from "./claims/faults.ts";
import { faults } from "./model/faults.ts";
import { loneFaults } from "./model/lone-faults.ts";

const document = fileURLToPath(new URL("../../docs/decisions/0008-planted-faults.generated.md", import.meta.url));
const groups: readonly { title: string; test: string; faults: Record<string, PlantedFault> }[] = [
  { title: "Several things at once", test: "model/planted-faults.test.ts", faults },
  { title: "One thing at a time", test: "model/lone-planted-faults.test.ts", faults: loneFaults },
  { title: "Claims under fire", test: "claims/claim-under-fire.test.ts", faults: claimFaults },
];

let room: ControlRoom;
/** On which nothing is ever committed. */
let sql: postgres.Sql;
beforeAll(async () => {
  room = await openControlRoom();
  sql = connect(room.database.adminUrl, 1);
});
afterAll(async () => {
  await sql.end({ timeout: 2 });
  await room.close();
});

/** What a fault changes in its function, a line of context around it. */
async function patchOf(fault: PlantedFault): Promise<string> {
  await sql`begin`;
  try {
    const before = await definitionOf(sql, fault.functionName);
    await plantFault(sql, fault);
    const rows = withGaps(diffLines(before, await definitionOf(sql, fault.functionName)), 1);
    const marks = { same: " ", removed: "-", added: "+" };
    return rows.map((row) => (row.kind === "gap" ? "@@" : `${marks[row.kind]}${row.text}`)).join("\n");
  } finally {
    await sql`rollback`;
  }
}

describe.each(groups)("$test", ({ faults }) => {
  test.each(Object.entries(faults))("the SQL still has where to plant %s", async (_, fault) => {
    expect(await patchOf(fault)).toMatch(/^[-+]/m);
  });
});

test("the document lists every planted fault as it is", async () => {
  const parts = [
    "# Planted faults",
    "<!-- Generated from the tests; never edited. Regenerate: npx vitest run --project database supabase/tests/planted-faults-document.test.ts --update -->",
    "What they are for: [0008](0008-faults-that-the-tests-have-caught.md). Each is planted by the test that expects to catch it; one alone:",
    '```sh\nnpx vitest run --project database supabase/tests/model/planted-faults.test.ts -t "a fence that takes an expired lease"\n```',
  ];
  for (const { title, test: file, faults } of groups) {
    parts.push(`## ${title}`, `Planted by \`supabase/tests/${file}\`.`);
    for (const [name, fault] of Object.entries(faults)) {
      parts.push(`### ${name}`, `In \`private.${fault.functionName}\`:`, `\`\`\`diff\n${await patchOf(fault)}\n\`\`\``);
    }
  }
  await expect(`${parts.join("\n\n")}\n`).toMatchFileSnapshot(document);
});
