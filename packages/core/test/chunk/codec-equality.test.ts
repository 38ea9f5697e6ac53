import { describe, expect, it } from "vitest";
import { type ArrayInfo, type CodecSpec, canCopy, codecsEqual } from "../../src/index.ts";

const bytes = (endian?: string): CodecSpec =>
  endian ? { name: "bytes", configuration: { endian } } : { name: "bytes" };
const zstd = (level: number): CodecSpec => ({ name: "zstd", configuration: { level, checksum: false } });

describe("codecsEqual()", () => {
  it("ignores what only the encoder needs", () => {
    expect(codecsEqual([bytes("little"), zstd(1)], [bytes("little"), zstd(19)], "uint16")).toBe(true);
  });

  it("distinguishes byte orders if elements have more than one byte", () => {
    expect(codecsEqual([bytes("big")], [bytes("little")], "uint16")).toBe(false);
    expect(codecsEqual([bytes("big")], [bytes()], "uint8")).toBe(true);
    expect(codecsEqual([bytes("big")], [bytes("little")], "complex64")).toBe(false);
  });

  it("distinguishes byte orders after a codec that may change the type", () => {
    const cast: CodecSpec = { name: "cast_value", configuration: { data_type: "int16" } };
    expect(codecsEqual([cast, bytes("big")], [cast, bytes("little")], "int8")).toBe(false);
    const low: CodecSpec = { name: "low_bits", configuration: { bits: 4 } };
    expect(codecsEqual([low, bytes("big")], [low, bytes("little")], "int8")).toBe(true);
  });

  it("ignores transposes that change nothing", () => {
    const transpose = (order: number[]): CodecSpec => ({ name: "transpose", configuration: { order } });
    expect(codecsEqual([transpose([0, 1]), bytes("little")], [bytes("little")], "int32")).toBe(true);
    expect(codecsEqual([transpose([1, 0]), bytes("little")], [bytes("little")], "int32")).toBe(false);
  });

  it("keeps every parameter of codecs it does not know", () => {
    const codec = (n: number): CodecSpec => ({
      name: "numcodecs.shuffle",
      configuration: { elementsize: n },
    });
    expect(codecsEqual([bytes("little"), codec(2)], [bytes("little"), codec(4)], "uint16")).toBe(false);
  });
});

describe("canCopy()", () => {
  const target: ArrayInfo = {
    dataType: "uint16",
    shape: [10, 10],
    chunkShape: [4, 4],
    fillValue: 0,
    codecs: [bytes("little"), zstd(3)],
    attributes: {},
  };
  const encoded = {
    bytes: new Uint8Array(0),
    dataType: "uint16" as const,
    shape: [4, 4],
    codecs: target.codecs,
  };

  it("allows only full chunks of the same type and pipeline", () => {
    expect(canCopy(encoded, target)).toBe(true);
    expect(canCopy({ ...encoded, shape: [2, 4] }, target)).toBe(false);
    expect(canCopy({ ...encoded, dataType: "int16" }, target)).toBe(false);
    expect(canCopy({ ...encoded, codecs: [bytes("little")] }, target)).toBe(false);
  });
});
