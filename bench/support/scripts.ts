import { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";

/** A step that runs a Node program. */
function nodeStep(name: string, program: string): StepDefinition {
  const run = `cat > program.mjs <<'JS'\n${program}\nJS\nnode program.mjs\n`;
  return StepDefinition.parse({ name, kind: "shell", grace_seconds: 1, run });
}

/** Prints `count` lines `mark <n> <printed at>` at random intervals of `minMs` to `maxMs`. */
export function markedLines(count: number, minMs: number, maxMs: number): StepDefinition {
  return nodeStep(
    "Marks",
    `import { writeSync } from "node:fs";
let n = 0;
const next = () => {
  writeSync(1, \`mark \${++n} \${Date.now()}\\n\`);
  if (n < ${count}) setTimeout(next, ${minMs} + Math.random() * ${maxMs - minMs});
};
setTimeout(next, ${FIRST_LINE_AFTER_MS});`,
  );
}

/** Bursts of a second at `rate` lines a second; the last line of each is marked, and silence of one to two seconds follows. */
export function markedBursts(count: number, rate: number): StepDefinition {
  return nodeStep(
    "Bursts",
    `import { setTimeout as delay } from "node:timers/promises";
await delay(${FIRST_LINE_AFTER_MS});
for (let burst = 1; burst <= ${count}; burst += 1) {
  const started = performance.now();
  for (let sent = 0; sent < ${rate}; await delay(10)) {
    const due = Math.min(${rate}, Math.floor((performance.now() - started) * ${rate / 1_000}));
    let text = "";
    while (sent < due) text += \`burst \${burst} line \${++sent}\\n\`;
    process.stdout.write(text);
  }
  process.stdout.write(\`mark \${burst} \${Date.now()}\\n\`);
  await delay(1_000 + Math.random() * 1_000);
}`,
  );
}

/** Time for a page to open before the first line. */
const FIRST_LINE_AFTER_MS = 8_000;

/** Prints `rate` lines a second, evenly, for a while. */
export function chatter(rate: number, seconds: number): StepDefinition {
  return nodeStep(
    "Chatter",
    `let sent = 0;
const timer = setInterval(() => {
  console.log("line " + ++sent + " of a run that has much to say");
  if (sent >= ${rate * seconds}) clearInterval(timer);
}, ${1_000 / rate});`,
  );
}
