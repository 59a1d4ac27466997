import { expect, it } from "vitest";
import { shortDigest } from "./approval-words.model.ts";

it("a digest is told by its first characters", () => expect(shortDigest("0123456789abcdef")).toBe("0123456789ab"));
