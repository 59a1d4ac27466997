import type { Caller } from "../auth/caller.ts";
import type { FaultName } from "../faults.ts";
import type { Catalog } from "./catalog.ts";

type Faults = ReadonlySet<FaultName>;

/** `anonymous_read`: whoever has not signed in sees everything. */
export function callerWithFaults(faults: Faults, caller: Caller): Caller {
  if (!faults.has("anonymous_read") || caller.role !== "anon") return caller;
  return { ...caller, role: "service_role" };
}

/** `grants_leaked`: every table is granted to everybody, as an alpha of the REST library does by itself. */
export async function leakGrants(faults: Faults, catalog: Catalog, schema: string): Promise<void> {
  if (!faults.has("grants_leaked")) return;
  await catalog.execute(`grant all on all tables in schema "${schema}" to anon, authenticated, service_role`);
}

/** `error_shape_wrong`: errors say that something went wrong, and nothing that a program could use. */
export function responseWithFaults(faults: Faults, response: Response): Response {
  if (!faults.has("error_shape_wrong") || response.status < 400) return response;
  return Response.json({ error: "the request failed" }, { status: 500 });
}
