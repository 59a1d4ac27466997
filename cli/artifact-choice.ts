import type { Artifact } from "../supabase/functions/_shared/contracts/artifact.ts";
import { errorKind } from "../supabase/functions/_shared/contracts/errors.ts";
import { CliError } from "./cli-error.ts";

/** Which artifacts of a run; no name: all. */
export interface Wanted {
  names: string[];
  attempt?: number;
}

/** The wanted artifacts, one of each name, with file names that no two share and that lead out of no folder. */
export function choose(
  artifacts: Artifact[],
  run: number,
  { names, attempt }: Wanted,
): (Artifact & { file: string })[] {
  const byName = new Map<string, Artifact>();
  for (const artifact of artifacts) {
    const known = byName.get(artifact.name);
    if (attempt !== undefined && artifact.attempt !== attempt) continue;
    if (known === undefined || known.attempt < artifact.attempt) byName.set(artifact.name, artifact);
  }
  const of = attempt === undefined ? `Run ${run}` : `Attempt ${attempt} of run ${run}`;
  const missing = names.find((name) => !byName.has(name));
  if (missing !== undefined) {
    const known =
      byName.size === 0 ? "It has none." : `It has ${[...byName.keys()].map((name) => `"${name}"`).join(", ")}.`;
    throw new CliError(`${of} has no artifact "${missing}"`, known, errorKind("not_found").exit);
  }
  const taken = new Set<string>();
  return [...byName.values()]
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map((artifact) => ({ ...artifact, file: freeName(fileNameOf(artifact.name), taken) }));
}

/** Separators and what no file system takes become `_`; a name of dots alone gets one before it. */
function fileNameOf(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return name.replaceAll(/[/\\:*?"<>|\u0000-\u001f\u007f]/g, "_").replace(/^\.*$/, "_$&");
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${n}-${name}`;
  taken.add(free.toLowerCase());
  return free;
}
