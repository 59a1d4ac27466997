// Loaded into a worker before anything else (`--import`): its wall clock goes wrong by CHAOS_CLOCK_SKEW_MS milliseconds.
const skewMs = Number(process.env.CHAOS_CLOCK_SKEW_MS);
const now = Date.now;

globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now() + skewMs] : args, newTarget),
  apply: () => new Date().toString(),
});
Date.now = () => now() + skewMs;

export {};
