import { gunzipSync, gzipSync, inflateSync } from "node:zlib";
import type { Bytes } from "@chunkwright/core";
import { expectBytes, seededRandom } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { deflate, inflate } from "../../src/deflate/deflate-node.ts";
import { deflateByZlib } from "../../src/deflate/zlib-node.ts";

const TEXT: Bytes = new Uint8Array(Buffer.from("the quick brown fox jumps over the lazy dog; ".repeat(400)));
/** More than kernels are given. */
const LARGE: Bytes = new Uint8Array(2 ** 25 + 1);
LARGE.set(seededRandom(1).bytes(1000), 2 ** 25 - 999);

function bytes(buffer: Uint8Array): Bytes {
  return new Uint8Array(buffer);
}

describe("deflate()", () => {
  test.each([-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("at level %i is read by node:zlib", async (level) => {
    expectBytes(bytes(inflateSync(await deflate(TEXT, "zlib", level))), TEXT);
    expectBytes(bytes(gunzipSync(await deflate(TEXT, "gzip", level))), TEXT);
  });

  test("makes the same streams as zlib at the highest levels", async () => {
    expect(await deflate(TEXT, "zlib", 9)).toEqual(deflateByZlib(TEXT, "zlib", 9));
  });

  test("encodes more than fits a kernel", async () => {
    expectBytes(bytes(inflateSync(await deflate(LARGE, "zlib", 1))), LARGE);
  });
});

test("inflate() decodes more than fits a kernel", async () => {
  expectBytes(await inflate(bytes(gzipSync(LARGE, { level: 1 })), "gzip", LARGE.length), LARGE);
});
