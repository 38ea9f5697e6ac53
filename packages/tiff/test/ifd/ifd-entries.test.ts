import { fileOfBytes } from "@chunkwright/core";
import { expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { fixture } from "../fixtures.ts";

/** A BigTIFF file with the 64-bit value at `at(first IFD)` replaced. */
async function openChanged(at: (ifdOffset: number) => number, value: bigint) {
  const bytes = fixture("tiles-big-le");
  const view = new DataView(bytes.buffer);
  view.setBigUint64(at(Number(view.getBigUint64(8, true))), value, true);
  return (await openTiff(fileOfBytes(bytes))).ifd(0);
}

test("readIfdEntries() refuses more entries than classic TIFF can count", async () => {
  await expect(openChanged((ifd) => ifd, 65536n)).rejects.toMatchObject({
    code: "invalid-data",
    message: expect.stringContaining("it claims 65536 entries"),
    context: { format: "tiff", section: "BigTIFF" },
  });
});

test("readIfdEntries() rejects entries that leave the file", async () => {
  await expect(openChanged((ifd) => ifd, 60000n)).rejects.toThrow("1200000 bytes at 24 lie outside the file");
});

test("readIfdEntries() rejects 64-bit counts beyond 2^53 - 1", async () => {
  await expect(openChanged((ifd) => ifd + 8 + 4, 2n ** 60n)).rejects.toThrow(
    "Cannot read a 64-bit value: 1152921504606846976 is beyond 2^53 - 1",
  );
});
