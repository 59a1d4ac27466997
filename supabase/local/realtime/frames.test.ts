import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBinary, decodeText, encodeBroadcast, encodeText } from "./frames.ts";

const name = fc.string({ unit: "binary", maxLength: 60 });
const push = (names: string[], isJson: boolean, payload: Buffer) => {
  const parts = names.map((part) => Buffer.from(part));
  return Buffer.concat([Buffer.from([3, ...parts.map(({ length }) => length), isJson ? 1 : 0]), ...parts, payload]);
};

test("what is encoded as text is decoded to the same frame", () => {
  fc.assert(
    fc.property(fc.option(name), fc.option(name), name, name, fc.jsonValue(), (joinRef, ref, topic, event, payload) => {
      const frame = { joinRef, ref, topic, event, payload };
      const json = JSON.parse(JSON.stringify(payload));
      expect(decodeText(encodeText(frame, JSON.stringify(payload), 2), 2)).toEqual({ ...frame, payload: json });
      expect(decodeText(encodeText(frame, JSON.stringify(payload), 1), 1)).toMatchObject({ ref, topic, event });
    }),
  );
});

test("a binary push is decoded whatever its names are", () => {
  fc.assert(
    fc.property(name, name, name, name, fc.uint8Array(), (joinRef, ref, topic, event, bytes) => {
      const frame = decodeBinary(push([joinRef, ref, topic, event, ""], false, Buffer.from(bytes)));
      expect(frame).toEqual({
        joinRef: joinRef || null,
        ref: ref || null,
        topic,
        event: "broadcast",
        payload: { type: "broadcast", event, payload: Buffer.from(bytes) },
      });
    }),
  );
});

test("no bytes break the decoders", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      decodeBinary(Buffer.from(bytes));
      decodeBinary(Buffer.concat([Buffer.from([3]), bytes]));
      decodeText(Buffer.from(bytes).toString(), 2);
    }),
  );
  for (const text of ["", "null", "{}", "[]", '[null,null,"t","e"]', "[1,2,3,4,5]"]) {
    expect(decodeText(text, 2)).toBeNull();
    expect(decodeText(text, 1)).toBeNull();
  }
});

test("names beyond the one-byte length have no binary form", () => {
  expect(encodeBroadcast("t".repeat(256), "e", "", true, Buffer.from("{}"))).toBeNull();
  expect(encodeBroadcast("t", "ä".repeat(128), "", true, Buffer.from("{}"))).toBeNull();
  expect(encodeBroadcast("t".repeat(255), "e", "", true, Buffer.from("{}"))).not.toBeNull();
});
