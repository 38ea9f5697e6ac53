import { fileOfBytes } from "@chunkwright/core";
import { recordingFile } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { BlockReader } from "../../src/file/block-reader.ts";

const BLOCK = 16 * 1024;
const FILE = Uint8Array.from({ length: 100 * BLOCK + 5 }, (_, i) => i % 251);

describe("BlockReader", () => {
  test("reads further ahead the longer a run of blocks is", async () => {
    const file = recordingFile(FILE);
    const blocks = new BlockReader(file);
    for (let offset = 0; offset + 1000 <= FILE.byteLength; offset += 1000) {
      const read = await blocks.read(offset, 1000, "a test");
      expect(read).toEqual(FILE.subarray(offset, offset + 1000));
    }
    expect(file.reads).toBeLessThanOrEqual(12);
  });

  test("reads no more than a block where others lie apart", async () => {
    const lengths: number[] = [];
    const file = fileOfBytes(FILE);
    const blocks = new BlockReader({
      size: file.size,
      read(offset, length) {
        lengths.push(length);
        return file.read(offset, length);
      },
    });
    for (let block = 98; block >= 0; block -= 2) await blocks.read(block * BLOCK + 1, 100, "a test");
    expect(lengths).toEqual(Array(50).fill(BLOCK));
  });

  test("names what lies outside the file", async () => {
    const blocks = new BlockReader(recordingFile(FILE));
    await expect(blocks.read(FILE.byteLength - 1, 2, "a node")).rejects.toThrow(
      "Cannot read a node: 2 bytes at",
    );
  });
});
