import type postgres from "postgres";
import { untilBlocked } from "../support/locks.ts";

const GATE = 20_261_127;
const looks = {
  lane_has_work: { takes: "p_lane_id bigint", passes: "p_lane_id", gives: "boolean" },
  first_place: {
    takes: "p_lane_id bigint, p_restricted boolean",
    passes: "p_lane_id, p_restricted",
    gives: "private.place",
  },
};

/**
 * Does `meanwhile`, in transactions of its own, between the moment in which `act` has its answer from private.`look`, which takes a lane, and the
 * moment in which it uses it. The look is put back afterwards.
 */
export async function betweenTheLookAndItsUse(
  sql: postgres.Sql,
  look: keyof typeof looks,
  act: () => Promise<unknown>,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  const { takes, passes, gives } = looks[look];
  await sql.unsafe(`
    alter function private.${look} rename to ${look}_itself;
    create function private.${look}(${takes}) returns ${gives} language plpgsql volatile as $$
    declare v_answer ${gives} := private.${look}_itself(${passes});
    begin
      perform pg_advisory_xact_lock(${GATE});
      return v_answer;
    end $$;`);
  try {
    const gate = await sql.reserve();
    await gate`select pg_advisory_lock(${GATE})`;
    const acting = (async () => await act())(); // A query begins when it is awaited.
    await untilBlocked(sql);
    await meanwhile();
    await gate`select pg_advisory_unlock(${GATE})`;
    gate.release();
    await acting;
  } finally {
    await sql.unsafe(`
      drop function private.${look};
      alter function private.${look}_itself rename to ${look};`);
  }
}
