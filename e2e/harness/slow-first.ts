import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take half of their suite's time together, the longest first. */
const SLOW = [
  "model/planted-faults.test.ts",
  "model/lone-planted-faults.test.ts",
  "model/alone.test.ts",
  "claims/claim-under-fire.test.ts",
  "model/model.test.ts",
  "runboard/setup-wizard.test.ts",
  "runboard/faults.test.ts",
];

/** What takes long begins first, so that no core waits for it at the end. By itself vitest knows that only from the run before. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = SLOW.findIndex((path) => moduleId.endsWith(`/${path}`));
      return found === -1 ? SLOW.length : found;
    };
    return (await super.sort(files)).toSorted((left, right) => place(left) - place(right));
  }
}
