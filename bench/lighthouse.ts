/**
 * Lighthouse on the production build: `npm run bench:lighthouse [screen ...]`. Whole stack, a Chromium in which the first operator is signed in and one for
 * nobody, each main screen (or those named, whose results replace their last ones) with Lighthouse's own two presets: mobile (a slow phone on slow
 * 4G, simulated) three times, of which the middle one counts, and desktop. Everything but Chromium gives way to it, as what serves a page is not on its reader's phone.
 * Lighthouse is not among our packages (176 MB): npm fetches the version named here when it is first wanted. Ends with 1 when a bar is missed.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { execa } from "execa";
import { z } from "zod";
import { openDebuggedChromium } from "./support/debugged-chromium.ts";
import { giveWay } from "./support/give-way.ts";
import { writeResult } from "./support/samples.ts";
import { seedScreens } from "./support/screens.ts";
import { startStack } from "./support/stack.ts";
import { becomeOperator } from "./support/viewer.ts";

const LIGHTHOUSE = "lighthouse@13.5.0";
const BARS = { performance: 90, accessibility: 100, "best-practices": 100 };
/** How often each is measured; Lighthouse's own advice is an odd number, of which the middle one counts. */
const PRESETS = { mobile: 3, desktop: 1 };
type Preset = keyof typeof PRESETS;
/** Of everything but Chromium. */
const NICE = 19;
const ONE_RUN_MS = 90_000;
/** Of one audit; now and then Chromium's trace does not have the page's beginning. */
const ATTEMPTS = 2;
/** Pages that are live may not come to rest by themselves. */
const LOADED_WITHIN_MS = 20_000;

const Score = z.object({ score: z.number().nullable() });
const Audit = z.object({
  score: z.number().nullable(),
  scoreDisplayMode: z.string(),
  title: z.string(),
  numericValue: z.number().optional(),
  details: z.object({ items: z.unknown() }).partial().optional(),
});
const Report = z.object({
  lighthouseVersion: z.string(),
  finalDisplayedUrl: z.url(),
  environment: z.object({ benchmarkIndex: z.number() }),
  runtimeError: z.object({ message: z.string() }).optional(),
  categories: z.record(
    z.string(),
    Score.extend({ auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })) }),
  ),
  audits: z.record(z.string(), Audit),
});

/** The figures that the performance score is made of. */
const FIGURES = {
  first_paint_ms: "first-contentful-paint",
  largest_paint_ms: "largest-contentful-paint",
  blocked_ms: "total-blocking-time",
  layout_shift: "cumulative-layout-shift",
  speed_index_ms: "speed-index",
};

const Result = z.object({
  screen: z.string(),
  preset: z.string(),
  measured_at: z.string(),
  /** Of the machine's last minute: whether other work was measured, too. */
  load: z.number(),
  lighthouse: z.string(),
  /** How fast Lighthouse found this machine; what it calls a phone is a quarter of that. */
  benchmark_index: z.number(),
  scores: z.record(z.string(), z.number()),
  figures: z.record(z.string(), z.number()),
  /** Of all times it was measured. */
  performances: z.array(z.number()),
  /** What of accessibility and best practices was not met, each with where. */
  failed: z.array(z.object({ audit: z.string(), title: z.string(), where: z.array(z.unknown()) })),
});
type Result = z.output<typeof Result>;

/** What the last time said of screens that are not measured now. */
async function earlierResults(screens: readonly string[]): Promise<Result[]> {
  const text = await readFile(new URL("./results/lighthouse.json", import.meta.url), "utf8").catch(() => "{}");
  // Those of another form than today's are not kept.
  const { results } = z.object({ results: z.array(Result).catch([]) }).parse(JSON.parse(text));
  return results.filter(({ screen }) => !screens.includes(screen));
}

/** One audit, signed in or, where one signs in, as nobody. */
async function audit(screen: string, url: string, preset: Preset): Promise<Omit<Result, "performances">> {
  const { port } = screen === "sign-in" ? nobody : signedIn;
  const path = join(folder, "report.json");
  const flags = [url, `--port=${port}`, "--quiet", "--output=json", `--output-path=${path}`];
  flags.push(`--max-wait-for-load=${LOADED_WITHIN_MS}`);
  flags.push(`--only-categories=${Object.keys(BARS).join(",")}`, "--disable-full-page-screenshot");
  if (preset === "desktop") flags.push("--preset=desktop");
  const command = ["exec", "--yes", `--package=${LIGHTHOUSE}`, "--", "lighthouse", ...flags];
  for (let attempt = 1; ; attempt += 1) {
    const { failed, stderr } = await execa("npm", command, {
      timeout: ONE_RUN_MS,
      stdin: "ignore",
      reject: false,
    });
    if (!failed) break;
    if (attempt === ATTEMPTS) throw new Error(`Lighthouse on ${url}: ${stderr}`);
  }
  const report = Report.parse(JSON.parse(await readFile(path, "utf8")));
  if (report.runtimeError) throw new Error(`${url}: ${report.runtimeError.message}`);
  const { pathname } = new URL(report.finalDisplayedUrl);
  if (pathname === "/sign-in" && screen !== "sign-in") throw new Error(`${url} was not signed in`);
  const round = (value: number) => Math.round(value * 1_000) / 1_000;
  const failed = ["accessibility", "best-practices"]
    .flatMap((category) => report.categories[category]?.auditRefs ?? [])
    .flatMap(({ id, weight }) => {
      const found = report.audits[id];
      if (found === undefined || weight === 0 || found.score === null || found.score === 1) return [];
      return [{ audit: id, title: found.title, where: [found.details?.items ?? []].flat().slice(0, 5) }];
    });
  return {
    screen,
    preset,
    measured_at: new Date().toISOString(),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    lighthouse: report.lighthouseVersion,
    benchmark_index: report.environment.benchmarkIndex,
    scores: Object.fromEntries(
      Object.keys(BARS).map((name) => [name, Math.round((report.categories[name]?.score ?? 0) * 100)]),
    ),
    figures: Object.fromEntries(
      Object.entries(FIGURES).map(([name, id]) => [name, round(report.audits[id]?.numericValue ?? Number.NaN)]),
    ),
    failed,
  };
}

/** As often as the preset says, and the middle one by performance. */
async function measure(screen: string, url: string, preset: Preset): Promise<Result> {
  const audits = [];
  for (let time = 0; time < PRESETS[preset]; time += 1) audits.push(await audit(screen, url, preset));
  audits.sort((a, b) => (a.scores.performance ?? 0) - (b.scores.performance ?? 0));
  const middle = audits[Math.floor(audits.length / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return { ...middle, performances: audits.map(({ scores }) => scores.performance ?? 0) };
}

const wanted = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "bench-lighthouse-"));
const signedIn = await openDebuggedChromium(join(folder, "signed-in"));
const nobody = await openDebuggedChromium(join(folder, "nobody"));
const takeBack = await giveWay(NICE);
const stack = await startStack();
try {
  const visitor = await chromium.connectOverCDP(`http://127.0.0.1:${signedIn.port}`);
  const [context] = visitor.contexts();
  if (context === undefined) throw new Error("Chromium has no context");
  await becomeOperator(context, stack.setupUrl);
  await visitor.close();
  const all = Object.entries(await seedScreens(stack));
  const screens = all.filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const earlier = await earlierResults(screens.map(([name]) => name));
  const results: Result[] = [];
  for (const [screen, path] of screens) {
    for (const preset of ["mobile", "desktop"] as const) {
      const result = await measure(screen, new URL(path, stack.runboardUrl).href, preset);
      results.push(result);
      await writeResult("lighthouse", { bars: BARS, results: [...earlier, ...results] });
      const scores = Object.entries(BARS).map(([name, bar]) => {
        const score = result.scores[name] ?? 0;
        return `${name} ${score}${score < bar ? " MISSED" : ""}`;
      });
      console.log(
        `${screen}, ${preset}: ${scores.join(", ")} (of ${result.performances.join(", ")}; index ${result.benchmark_index}); ${JSON.stringify(result.figures)}`,
      );
      for (const { audit: id, title, where } of result.failed)
        console.log(`  ${id}: ${title} ${JSON.stringify(where).slice(0, 2_000)}`);
    }
  }
  const misses = results.filter(({ scores }) => Object.entries(BARS).some(([name, bar]) => (scores[name] ?? 0) < bar));
  if (misses.length > 0) process.exitCode = 1;
} finally {
  await stack.close();
  await takeBack();
  await Promise.all([signedIn.close(), nobody.close()]);
  await rm(folder, { recursive: true, force: true });
}
