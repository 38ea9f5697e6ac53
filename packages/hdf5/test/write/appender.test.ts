import { type Bytes, takeRoom } from "@chunkwright/core";
import { lendingFile } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { Appender } from "../../src/write/appender.ts";
import { MemoryFile } from "./memory-file.ts";

class CountingFile extends MemoryFile {
  writes = 0;
  failAt = Number.POSITIVE_INFINITY;

  override async write(offset: number, bytes: Bytes): Promise<void> {
    this.writes += 1;
    if (this.writes >= this.failAt) throw new Error("the disk is full");
    await super.write(offset, bytes);
  }
}

describe("Appender", () => {
  it("writes small pieces together, large ones at once, each where it was told", async () => {
    const file = new CountingFile();
    const appender = new Appender(file, 10);
    const lengths = Array.from({ length: 2000 }, (_, i) => (i % 100 === 0 ? 400_000 : 1 + (i % 1500)));
    const pieces = lengths.map((length, i) => new Uint8Array(length).fill(i));
    const offsets = await Promise.all(pieces.map((piece) => appender.append(piece)));
    await appender.flush();
    expect(file.writes).toBeLessThan(100);
    for (const [i, piece] of pieces.entries()) {
      expect(Buffer.compare(await file.read(offsets[i]!, piece.length), piece), `piece ${i}`).toBe(0);
    }
    expect(file.bytes.byteLength).toBe(appender.end);
  });

  it("leaves alone what was given out in between", async () => {
    const file = new CountingFile();
    const appender = new Appender(file, 0);
    expect(await appender.append(Uint8Array.of(1, 2, 3))).toBe(0);
    expect(appender.take(4, 8)).toBe(8);
    expect(await appender.append(Uint8Array.of(4))).toBe(12);
    await appender.flush();
    await appender.write(8, Uint8Array.of(9, 9, 9, 9));
    expect([...file.bytes]).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 9, 9, 9, 9, 4]);
  });

  it("has others append to a file that can be lent, and knows how far they wrote", async () => {
    const file = lendingFile(new CountingFile());
    const appender = new Appender(file, 6);
    await appender.append(Uint8Array.of(1));
    const outcome = await appender.appendBy(async ({ place }) => {
      const offset = typeof place === "number" ? place : takeRoom(place, 3);
      await file.write(offset, Uint8Array.of(2, 3, 4));
      return { offset, length: 3 };
    });
    expect(outcome).toEqual({ offset: 7, length: 3 });
    expect(await appender.append(Uint8Array.of(5))).toBe(10);
    await appender.flush();
    const { writes } = file;
    await appender.fill();
    expect(file.writes).toBe(writes);
    expect([...file.bytes]).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]);
    expect(await new Appender(new MemoryFile(), 0).appendBy(async () => ({ offset: 0, length: 1 }))).toBe(
      "refused",
    );
  });

  it("makes the file as long as what it gave out", async () => {
    const file = new CountingFile();
    const appender = new Appender(file, 0);
    appender.take(100);
    await appender.fill();
    expect(file.bytes.byteLength).toBe(100);
  });

  it("fails for good once kept bytes could not be written", async () => {
    const file = new CountingFile();
    const appender = new Appender(file, 0);
    await appender.append(Uint8Array.of(1));
    file.failAt = 1;
    await expect(appender.flush()).rejects.toThrow("the disk is full");
    file.failAt = Number.POSITIVE_INFINITY;
    await expect(appender.flush()).rejects.toThrow("the disk is full");
  });
});
