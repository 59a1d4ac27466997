import { expect, it } from "vitest";
import type { ChatMessage } from "../../supabase/functions/_shared/contracts/chat.ts";
import { pageLength } from "./message-list-query.ts";
import { withNewest } from "./with-newest.ts";

const line = (id: number): ChatMessage => ({
  ...{ id, session_id: 1, message_id: "", author: "operator:a", author_name: "A", body: `${id}`, sent_at: "" },
  ...{ command: null, request_id: null, outcome: null, outcome_message: null, run_id: null, lane_id: null },
});
const lines = (...ids: number[]) => ids.map(line);
const idsOf = (pages: ReturnType<typeof withNewest>) => pages.pages.map((page) => page.map(({ id }) => id));
const known = { pages: [lines(9, 7), lines(5)], pageParams: [null, 7] };

it("new lines come first, also one whose lower number was committed later, and none twice", () => {
  expect(idsOf(withNewest(known, lines(10, 9, 8, 7)))).toEqual([[10, 9, 8, 7], [5]]);
  expect(withNewest(known, lines(9, 7))).toBe(known);
});

it("after more than a page was missed there is no gap in the middle", () => {
  const newest = lines(...Array.from({ length: pageLength }, (_, index) => 100 - index));
  expect(withNewest(known, newest)).toEqual({ pages: [newest], pageParams: [null] });
});
