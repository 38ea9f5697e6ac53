import * as numcodecs from "@chunkwright/codecs/numcodecs";
import { expect, test } from "vitest";

test("the entry exports these names", () => {
  expect(Object.keys(numcodecs).sort()).toEqual(["Blosc", "GZip", "LZ4", "Zlib", "Zstd"]);
});
