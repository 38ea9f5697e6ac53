import { bytesOf } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { boxMemory, unsharedMemory } from "../src/box-memory.ts";

describe("boxMemory()", () => {
  it("shares its memory with workers, and uses again what is given back", () => {
    const memory = boxMemory("uint16", 12);
    const chunk = memory.take([2, 3]);
    expect(chunk).toMatchObject({ dataType: "uint16", shape: [2, 3] });
    expect(chunk.data).toHaveLength(6);
    const { buffer } = bytesOf(chunk.data);
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(bytesOf(memory.take([12]).data).buffer).not.toBe(buffer);
    memory.give(chunk);
    expect(bytesOf(memory.take([3, 4]).data).buffer).toBe(buffer);
  });

  it("makes new elements of any length each time", () => {
    const memory = boxMemory("string", 4);
    const chunk = memory.take([2]);
    chunk.data[0] = "kept";
    memory.give(chunk);
    expect(memory.take([2]).data).toEqual(["", ""]);
  });
});

it("unsharedMemory() is given away", () => {
  const memory = unsharedMemory("uint8");
  const chunk = memory.take([3]);
  memory.give(chunk);
  expect(memory.take([3]).data).not.toBe(chunk.data);
  expect(bytesOf(chunk.data).buffer).toBeInstanceOf(ArrayBuffer);
});
