import { describe, expect, it } from "vitest";
import { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";
import { secretNameOf, secretNamesOf } from "./secret-names.ts";

const step = (more: object) => StepDefinition.parse({ name: "s", kind: "shell", run: "true", ...more });

describe("a secret that a parameter names", () => {
  const deploying = step({ secrets: ["TOKEN"], env_secrets: { KEY: "{{deploy_key}}", OTHER: "FIXED" } });

  it("is asked for beside those that the template names", () => {
    expect(secretNamesOf(deploying, { deploy_key: "PROD_KEY" })).toEqual(["TOKEN", "PROD_KEY", "FIXED"]);
  });

  it("is not asked for when the parameter is empty", () => {
    expect(secretNamesOf(deploying, {})).toEqual(["TOKEN", "FIXED"]);
    expect(secretNameOf("{{ deploy_key }}", { deploy_key: "" })).toBeNull();
  });

  it("is named by one parameter and nothing else", () => {
    expect(() => step({ env_secrets: { KEY: "prefix_{{deploy_key}}" } })).toThrow();
  });
});
