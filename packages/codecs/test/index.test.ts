import * as codecs from "@chunkwright/codecs";
import { expect, test } from "vitest";

test("the package exports these names", () => {
  expect(Object.keys(codecs).sort()).toMatchInlineSnapshot(`
    [
      "codecTable",
      "compiledWasm",
      "compressed",
      "createCoder",
      "decodeZstd",
      "exactly",
      "inThreadCoder",
      "isKnownCodec",
      "lookup3",
      "provideWasm",
      "provideWasmFrom",
      "registerCodec",
      "validateCodecs",
      "zstdWithDictionary",
    ]
  `);
});
