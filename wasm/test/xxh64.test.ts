import { wasm } from "@chunkwright/wasm/xxh64";
import { expect, test } from "vitest";
import { loadKernel } from "./kernel.ts";

const kernel = loadKernel(wasm);

/** The last four bytes of the frames that libzstd 1.5 writes of these with checksums. */
test.each([
  ["nothing", [], 0x51d8e999],
  ["a", [97], 0xa98c6e5b],
  ["abc", [97, 98, 99], 0xad770999],
  ["0 to 99", Array.from({ length: 100 }, (_, i) => i), 0x32166597],
])("contentChecksum() of %s is libzstd's", (_name, content, expected) => {
  const bytes = Uint8Array.from(content);
  kernel.clear();
  expect(kernel.call.contentChecksum!(kernel.put(bytes), bytes.length) >>> 0).toBe(expected);
});
