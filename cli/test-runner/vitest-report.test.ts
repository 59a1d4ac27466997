import { describe, expect, it } from "vitest";
import { totalLine } from "./result.ts";
import { readVitestReport } from "./vitest-report.ts";

type Test = { status: string; fullName: string; failureMessages?: string[] };
const report = (tests: Test[], file: { status: string; message?: string } = { status: "passed" }) =>
  JSON.stringify({ testResults: [{ name: "a.test.ts", message: "", assertionResults: tests, ...file }] });
const clean = { code: 0, output: "" };
const passed = { status: "passed", fullName: "works" };

describe("reading a suite's report", () => {
  it("counts passed tests", () => {
    expect(readVitestReport(report([passed, passed]), clean)).toEqual({ passed: 2, failed: 0, failures: [] });
  });

  it.each(["failed", "skipped", "pending", "todo", "disabled"])("counts a %s test as failed", (status) => {
    const result = readVitestReport(report([passed, { status, fullName: "does not" }]), clean);
    expect(result).toMatchObject({ passed: 1, failed: 1 });
    expect(result.failures[0]).toContain(`does not: ${status}`);
  });

  it("says of a skipped test what the hook of its file threw", () => {
    const text = report([{ status: "skipped", fullName: "works" }], { status: "failed", message: "no database" });
    expect(readVitestReport(text, { code: 1, output: "" }).failures[0]).toContain("works: skipped\nno database");
  });

  it("counts a file that cannot be loaded as failed", () => {
    const text = report([], { status: "failed" });
    expect(readVitestReport(text, { code: 1, output: "" })).toMatchObject({ passed: 0, failed: 1 });
  });

  it("counts an empty suite as failed", () => {
    expect(readVitestReport(JSON.stringify({ testResults: [] }), clean)).toMatchObject({ passed: 0, failed: 1 });
  });

  it.each([null, "{}"])("counts a suite that left the report %s as failed and shows its output", (text) => {
    const result = readVitestReport(text, { code: null, output: "out of memory" });
    expect(result.failed).toBe(1);
    expect(result.failures[0]).toContain("out of memory");
  });

  it("counts an error outside every test as failed", () => {
    expect(readVitestReport(report([passed]), { code: 1, output: "Unhandled" })).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it("ends with the sum of all suites", () => {
    const result = { name: "x", seconds: 1, failures: [] };
    expect(
      totalLine([
        { ...result, passed: 2, failed: 1 },
        { ...result, passed: 3, failed: 0 },
      ]),
    ).toBe("5 passed, 1 failed");
  });
});
