import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isStorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { parseMicroManagerMetadata } from "../../../../src/tiff/series/micro-manager/micro-manager-metadata.ts";

const bytesOfJson = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const places = (value: unknown) =>
  parseMicroManagerMetadata(bytesOfJson(value), "metadata.txt")?.frames.map(
    ({ metadata: _, ...frame }) => frame,
  );

describe("parseMicroManagerMetadata()", () => {
  it("reads frames of 1.4", () => {
    const frame = { FileName: "img_000000001_DAPI_003.tif", PositionIndex: 4 };
    expect(places({ "FrameKey-1-2-3": frame })).toEqual([
      { fileName: frame.FileName, t: 1, c: 2, z: 3, position: 4 },
    ]);
  });

  it.each([
    { time: 1, channel: 2, z: 3, position: 4 },
    { FrameIndex: 1, ChannelIndex: 2, SliceIndex: 3, PositionIndex: 4 },
    { Frame: 1, ChannelIndex: 2, Slice: 3, PositionIndex: 4 },
  ])("reads frames of 2.0 by %j", (coords) => {
    const expected = { fileName: "img.tif", t: 1, c: 2, z: 3, position: 4 };
    expect(places({ "Coords-Default/img.tif": coords })).toEqual([expected]);
  });

  it("is undefined for documents without frames", () => {
    expect(places({ Summary: {} })).toBeUndefined();
    expect(places([])).toBeUndefined();
  });

  it("is undefined for texts that others call metadata.txt", () => {
    const text = new TextEncoder().encode("Exposure: 100 ms\n");
    expect(parseMicroManagerMetadata(text, "metadata.txt")).toBeUndefined();
  });

  it.each([
    { "FrameKey-0-0-0": {} },
    { "Coords-a.tif": { time: -1 } },
    { "Coords-a.tif": { time: "1" } },
    { "Coords-..": { time: 1 } },
  ])("refuses %j", (document) => {
    expect(() => places(document)).toThrow(/metadata.txt|Cannot open/);
  });

  it("does not take long over damage", () => {
    const text = new TextEncoder().encode(`{${" ".repeat(2e6)}x`);
    expect(() => parseMicroManagerMetadata(text, "metadata.txt")).toThrow("metadata.txt");
  });

  it("reads what there is of an interrupted acquisition, and throws only StorageErrors for all else", () => {
    const path = resolve(import.meta.dirname, "../../../fixtures/series/micro-manager-1.4/metadata.txt");
    const bytes = new Uint8Array(readFileSync(path));
    expect(parseMicroManagerMetadata(bytes, "metadata.txt")?.frames).toHaveLength(9);
    for (let length = 0; length < bytes.byteLength; length += 1) {
      try {
        parseMicroManagerMetadata(bytes.slice(0, length), "metadata.txt");
      } catch (error) {
        if (!isStorageError(error)) throw error;
      }
    }
  });
});
