import { describe, expect, it } from "vitest";
import { readMemory } from "../../src/fs/read-memory.ts";

const KIB = 1024;

describe("readMemory()", () => {
  it("reuses released memory, and no other", () => {
    const memory = readMemory();
    const first = memory.allocate(8 * KIB);
    expect(memory.allocate(8 * KIB).buffer).not.toBe(first.buffer);
    memory.release(first);
    const second = memory.allocate(6 * KIB);
    expect(second.buffer).toBe(first.buffer);
    expect(second).toHaveLength(6 * KIB);
    expect(memory.allocate(8 * KIB).buffer).not.toBe(first.buffer);
  });

  it("reuses the shortest buffer that is long enough, and none twice as long", () => {
    const memory = readMemory();
    const pieces = [40, 10, 20].map((kib) => memory.allocate(kib * KIB));
    for (const piece of pieces) memory.release(piece);
    expect(memory.allocate(15 * KIB).buffer).toBe(pieces[2]!.buffer);
    expect(memory.allocate(15 * KIB).buffer.byteLength).toBe(15 * KIB);
  });

  it("takes back only its own memory, once, and whole even if a part is released", () => {
    const memory = readMemory();
    const foreign = new Uint8Array(8 * KIB);
    memory.release(foreign);
    expect(memory.allocate(8 * KIB).buffer).not.toBe(foreign.buffer);
    const own = memory.allocate(8 * KIB);
    memory.release(own.subarray(KIB));
    memory.release(own);
    expect(memory.allocate(8 * KIB).buffer).toBe(own.buffer);
    expect(memory.allocate(8 * KIB).buffer).not.toBe(own.buffer);
  });

  it("ignores memory that was transferred to another thread", () => {
    const memory = readMemory();
    const moved = memory.allocate(8 * KIB);
    structuredClone(moved, { transfer: [moved.buffer] });
    memory.release(moved);
    expect(memory.allocate(8 * KIB)).toHaveLength(8 * KIB);
  });

  it("keeps no more than 16 MiB", () => {
    const memory = readMemory();
    const pieces = Array.from({ length: 3 }, () => memory.allocate(8 * KIB * KIB));
    for (const piece of pieces) memory.release(piece);
    const again = Array.from({ length: 3 }, () => memory.allocate(8 * KIB * KIB).buffer);
    expect(again.filter((buffer) => pieces.some((piece) => piece.buffer === buffer))).toHaveLength(2);
  });
});
