import { expect, test } from "vitest";
import { JpegXlReader } from "../../../src/jpeg-xl/jpeg-xl-reader.ts";
import { JpegXlWriter } from "../../../src/jpeg-xl/jpeg-xl-writer.ts";
import { readEntropyCode } from "../../../src/jpeg-xl/modular/entropy-code.ts";

test("codes that tell their distributions by further codes with copies do not nest", () => {
  const bits = new JpegXlWriter();
  for (let level = 0; level < 100_000; level += 1) {
    bits.write(1, 1); // copies,
    bits.write(0, 2 + 2); // of the usual lengths,
    bits.write(8, 4); // whose numbers are tokens,
    bits.write(0, 2); // and distributions that a code of their own tells.
  }
  expect(() => readEntropyCode(new JpegXlReader(bits.bytes()), 1)).toThrow(
    "Cannot decode JPEG XL: the distributions of two contexts are told by copies",
  );
});
