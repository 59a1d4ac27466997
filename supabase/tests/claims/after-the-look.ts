import type postgres from "postgres";
import { untilBlocked } from "../support/locks.ts";

const GATE = 20_261_127;

/**
 * Does `meanwhile`, in transactions of its own, between the moment in which `act` has its answer from private.`look`, which takes a lane, and the
 * moment in which it uses it. The look is put back afterwards.
 */
export async function betweenTheLookAndItsUse(
  sql: postgres.Sql,
  look: "lane_has_work" | "first_plain_place",
  act: () => Promise<unknown>,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  const result = look === "lane_has_work" ? "boolean" : "private.place";
  await sql.unsafe(`
    alter function private.${look}(bigint) rename to ${look}_itself;
    create function private.${look}(p_lane_id bigint) returns ${result} language plpgsql volatile as $$
    declare v_answer ${result} := private.${look}_itself(p_lane_id);
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
      drop function private.${look}(bigint);
      alter function private.${look}_itself(bigint) rename to ${look};`);
  }
}
