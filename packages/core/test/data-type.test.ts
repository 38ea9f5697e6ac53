import { describe, expect, it } from "vitest";
import {
  byteSize,
  bytesOf,
  createElements,
  fillElements,
  isDataType,
  isFixed,
  isNumeric,
  scalarEquals,
  viewElements,
  wordSize,
  zeroOf,
} from "../src/index.ts";

describe("elements", () => {
  it("viewElements() shares memory where the alignment allows and copies where not", () => {
    const bytes = new Uint8Array([0, 1, 0, 2, 0]);
    const aligned = viewElements("uint16", bytes.subarray(0, 4));
    expect(aligned.buffer).toBe(bytes.buffer);
    const copied = viewElements("uint16", bytes.subarray(1, 5));
    expect(copied.buffer).not.toBe(bytes.buffer);
    expect([...copied]).toEqual([1, 2]);
  });

  it("viewElements() refuses more elements than there are bytes for", () => {
    expect(() => viewElements("float64", new Uint8Array(15), 2)).toThrow(RangeError);
  });

  it("complex elements are two words each", () => {
    expect([byteSize("complex128"), wordSize("complex128")]).toEqual([16, 8]);
    expect([...fillElements("complex64", 2, [1, -2])]).toEqual([1, -2, 1, -2]);
  });

  it("fill values reach every word, 64-bit integers and half floats included", () => {
    expect([...fillElements("uint64", 2, 2n ** 64n - 1n)]).toEqual([2n ** 64n - 1n, 2n ** 64n - 1n]);
    expect([...fillElements("float16", 1, 1)]).toEqual([0x3c00]);
    expect([...fillElements("bool", 2, true)]).toEqual([1, 1]);
    expect(bytesOf(fillElements("float32", 1, -0))[3]).toBe(0x80);
  });

  it("raw bits are whole bytes of any size", () => {
    expect([isDataType("r24"), isDataType("r12"), isDataType("r0"), isDataType("r08")]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([byteSize("r24"), wordSize("r24"), zeroOf("r24")]).toEqual([3, 1, new Uint8Array(3)]);
    expect([...fillElements("r24", 2, Uint8Array.of(1, 2, 3))]).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it("elements of variable length are values, and have no bytes to look at", () => {
    expect([isDataType("string"), isFixed("string"), isFixed("r8"), isNumeric("r8")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(fillElements("string", 2, "é")).toEqual(["é", "é"]);
    expect(createElements("json", 1)).toEqual([null]);
    expect(() => bytesOf(["a"])).toThrow(/flat memory/);
    expect(() => byteSize("bytes")).toThrow(/flat memory/);
  });

  it("scalars compare by what they store", () => {
    expect(scalarEquals(Uint8Array.of(1), Uint8Array.of(1))).toBe(true);
    expect(scalarEquals(Uint8Array.of(1), Uint8Array.of(2))).toBe(false);
    expect(scalarEquals(Number.NaN, Number.NaN)).toBe(true);
    expect(scalarEquals(0, -0)).toBe(false);
    expect(scalarEquals([1, 2], [1, 2])).toBe(true);
    expect(scalarEquals(0, 0n)).toBe(false);
    expect([zeroOf("bool"), zeroOf("int64"), zeroOf("float16"), zeroOf("complex64")]).toEqual([
      false,
      0n,
      0,
      [0, 0],
    ]);
  });

  it("isDataType() knows the names and not what objects inherit", () => {
    expect(isDataType("float16")).toBe(true);
    expect(isDataType("toString")).toBe(false);
    expect(isDataType(3)).toBe(false);
  });
});
