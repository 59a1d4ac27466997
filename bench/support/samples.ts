import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

/** One measured distribution, in ms. `null` stands for what was never seen. */
export interface Series {
  name: string;
  /** What the 95th percentile should stay below. */
  target_ms: number;
  wanted: number;
  samples: (number | null)[];
}

/** The smallest sample that at least `share` of all samples do not exceed (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** How many samples of a series are missing. */
export function missing({ samples, wanted }: Series): number {
  return wanted - samples.filter((sample) => sample !== null).length;
}

export function summary(series: Series) {
  const seen = series.samples.filter((sample) => sample !== null);
  const p95 = percentile(seen, 0.95);
  return {
    name: series.name,
    samples: seen.length,
    missing: missing(series),
    p50_ms: percentile(seen, 0.5),
    p95_ms: p95,
    max_ms: percentile(seen, 1),
    target_p95_ms: series.target_ms,
    met: p95 < series.target_ms,
  };
}

/** What the numbers were measured on. */
export function machine() {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    platform: process.platform,
    node: process.version,
    /** Of the last 1, 5 and 15 minutes, when measuring ended. */
    load: loadavg().map((load) => Math.round(load * 10) / 10),
  };
}

/** Writes a result with its raw samples below `bench/results`. */
export async function writeResult(name: string, result: object): Promise<void> {
  const folder = new URL("../results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  const path = fileURLToPath(new URL(`${name}.json`, folder));
  const text = JSON.stringify({ measured_at: new Date().toISOString(), machine: machine(), ...result }, null, 1);
  // Arrays of numbers on one line: they are read by programs and diffed by people.
  await writeFile(path, `${text.replace(/\[[\d\s,.null-]+\]/g, (list) => list.replace(/\s+/g, " "))}\n`);
  console.log(`Raw samples: bench/results/${name}.json`);
}

/** Puts what was measured between the marks `<!-- name: begin -->` and `<!-- name: end -->` of bench/README.md. */
export async function writeSection(name: string, text: string): Promise<void> {
  const path = fileURLToPath(new URL("../README.md", import.meta.url));
  const readme = await readFile(path, "utf8");
  const section = new RegExp(`(<!-- ${name}: begin -->\n)[\\s\\S]*(<!-- ${name}: end -->)`);
  if (!section.test(readme)) throw new Error(`bench/README.md has no section ${name}`);
  await writeFile(
    path,
    readme.replace(section, (_, begin: string, end: string) => `${begin}${text}\n${end}`),
  );
}
