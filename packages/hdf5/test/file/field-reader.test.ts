import { describe, expect, test } from "vitest";
import { FieldReader } from "../../src/file/field-reader.ts";

const SIZES = { sizeOfOffsets: 8, sizeOfLengths: 8 };

describe("address()", () => {
  const address = (...bytes: readonly number[]) =>
    new FieldReader(Uint8Array.from(bytes), "the test", SIZES).address();

  test("is undefined if all bits are set", () => {
    expect(address(255, 255, 255, 255, 255, 255, 255, 255)).toBeUndefined();
  });

  test("beyond 2^53 is no undefined one: what it points to would read as never written", () => {
    expect(() => address(255, 255, 255, 255, 255, 255, 255, 127)).toThrow("it is beyond 2^53");
  });
});
