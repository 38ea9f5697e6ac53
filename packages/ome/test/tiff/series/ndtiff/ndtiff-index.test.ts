import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isStorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { parseNdTiffIndex } from "../../../../src/tiff/series/ndtiff/ndtiff-index.ts";

const INDEX = new Uint8Array(
  readFileSync(resolve(import.meta.dirname, "../../../fixtures/series/ndtiff/named_1/NDTiff.index")),
);

describe("parseNdTiffIndex()", () => {
  it("reads where planes are", () => {
    const { planes, isCut } = parseNdTiffIndex(INDEX, "NDTiff.index");
    expect([planes.length, isCut]).toEqual([9, false]);
    const { axes, ...first } = planes[0]!;
    expect(Object.fromEntries(axes)).toEqual({ time: 0, channel: "GFP", z: -1 });
    expect(first).toMatchObject({ fileName: "named_NDTiffStack.tif", width: 9, height: 8, pixelType: 1 });
  });

  it("takes the planes of whole entries from an index that is cut off anywhere", () => {
    const whole = parseNdTiffIndex(INDEX, "").planes;
    for (let length = 0; length < INDEX.byteLength; length += 1) {
      const { planes } = parseNdTiffIndex(INDEX.slice(0, length), "");
      expect(planes).toEqual(whole.slice(0, planes.length));
      expect(planes.length).toBeLessThan(whole.length);
    }
    expect(parseNdTiffIndex(INDEX.slice(0, -1), "").isCut).toBe(true);
  });

  it("stops at room that was reserved", () => {
    const reserved = new Uint8Array(INDEX.byteLength + 100);
    reserved.set(INDEX);
    expect(parseNdTiffIndex(reserved, "")).toEqual(parseNdTiffIndex(INDEX, ""));
  });

  it("keeps the last of planes that are listed again", () => {
    const twice = new Uint8Array(2 * INDEX.byteLength);
    twice.set(INDEX);
    twice.set(INDEX, INDEX.byteLength);
    expect(parseNdTiffIndex(twice, "").planes).toHaveLength(9);
  });

  it("throws only StorageErrors, whichever byte is wrong", () => {
    for (let at = 0; at < INDEX.byteLength; at += 1) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const damaged = INDEX.slice();
        damaged[at]! ^= mask;
        try {
          parseNdTiffIndex(damaged, "NDTiff.index");
        } catch (error) {
          if (!isStorageError(error)) throw error;
        }
      }
    }
  });
});
