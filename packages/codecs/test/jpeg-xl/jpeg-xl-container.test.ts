import { expect, test } from "vitest";
import { findJpegXlCodestream } from "../../src/jpeg-xl/jpeg-xl-container.ts";

function box(type: string, content: readonly number[], length = 8 + content.length): number[] {
  return [0, 0, 0, length, ...new TextEncoder().encode(type), ...content];
}

const SIGNATURE = box("JXL ", [0x0d, 0x0a, 0x87, 0x0a]);

test("a codestream without boxes is itself", () => {
  const codestream = Uint8Array.of(0xff, 0x0a, 1, 2);
  expect(findJpegXlCodestream(codestream)).toBe(codestream);
});

test("a codestream is in one box, up to the end of the file where the box has no length", () => {
  const file = Uint8Array.from([...SIGNATURE, ...box("jxll", [10]), ...box("jxlc", [0xff, 0x0a, 7], 0)]);
  expect(findJpegXlCodestream(file)).toEqual(Uint8Array.of(0xff, 0x0a, 7));
});

test("parts of a codestream are joined", () => {
  const parts = [
    ...box("jxlp", [0, 0, 0, 0, 0xff]),
    ...box("Exif", [9]),
    ...box("jxlp", [0x80, 0, 0, 1, 0x0a, 7]),
  ];
  expect(findJpegXlCodestream(Uint8Array.from([...SIGNATURE, ...parts]))).toEqual(
    Uint8Array.of(0xff, 0x0a, 7),
  );
});

test("a box may have a length of 64 bits", () => {
  const long = box("jxlc", [0, 0, 0, 0, 0, 0, 0, 18, 0xff, 0x0a], 1);
  expect(findJpegXlCodestream(Uint8Array.from([...SIGNATURE, ...long]))).toEqual(Uint8Array.of(0xff, 0x0a));
});

test.each([
  [
    "a box beyond the end",
    [...SIGNATURE, ...box("jxlc", [0xff, 0x0a], 40)],
    "the box at byte 12 ends at byte 52 of 22",
  ],
  ["a box shorter than its header", box("jxlc", [], 4), "the box at byte 0 ends at byte 4 of 8"],
  ["no codestream", SIGNATURE, "it has no codestream"],
])("%s is an error", (_, file, fact) => {
  expect(() => findJpegXlCodestream(Uint8Array.from(file))).toThrow(fact);
});
