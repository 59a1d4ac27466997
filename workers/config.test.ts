import { expect, it } from "vitest";
import { takeConfig } from "./config.ts";

const environment = { OPS_URL: "http://127.0.0.1:54321/functions/v1/ops-executor/", OPS_API_KEY: "ocr_secret" };

it("takes the API key out of the environment", () => {
  const given: NodeJS.ProcessEnv = { ...environment };
  expect(takeConfig(given)).toMatchObject({
    url: "http://127.0.0.1:54321/functions/v1/ops-executor",
    apiKey: "ocr_secret",
    slots: 4,
    drainMs: 20_000,
  });
  expect(given.OPS_API_KEY).toBeUndefined();
});

it("names every variable that is wrong, and no value", () => {
  const wrong = () => takeConfig({ OPS_URL: "ftp://host", OPS_API_KEY: "", OPS_SLOTS: "none" });
  expect(wrong).toThrow(/OPS_URL.*OPS_API_KEY.*OPS_SLOTS/);
});

it("takes labels separated by commas, each once, and refuses what is no label", () => {
  const labels = (OPS_WORKER_LABELS: string) => takeConfig({ ...environment, OPS_WORKER_LABELS }).labels;
  expect(labels(" gpu, region:eu ,,gpu")).toEqual(["gpu", "region:eu"]);
  expect(takeConfig({ ...environment }).labels).toEqual([]);
  expect(() => labels("a b")).toThrow(/OPS_WORKER_LABELS/);
});
