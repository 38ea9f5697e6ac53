import { describe, expect, it } from "vitest";
import { decodeXz } from "../../src/lzma/xz.ts";
import { encodeXz } from "../../src/lzma/xz-encode.ts";

describe("decodeXz()", () => {
  const content = Uint8Array.from({ length: 1000 }, (_, i) => i % 7);
  const garbage = [0x59, 0x5a, 1, 2, 0x59, 0x5a];

  it("ignores bytes after the last stream, as liblzma does", async () => {
    const stream = await encodeXz(content, 4);
    for (const behind of [garbage, [0, 0, 0, 0], [0], [...stream.subarray(0, 40)]]) {
      expect(await decodeXz(Uint8Array.from([...stream, ...behind]), 1000)).toEqual(content);
    }
  });

  it("refuses a stream without its end", async () => {
    const stream = await encodeXz(content, 4);
    await expect(decodeXz(stream.subarray(0, -1), 1000)).rejects.toThrow("does not end with a Stream Footer");
  });
});
