import { type Bytes, concatBytes, fileOfBytes } from "@chunkwright/core";
import { createZip, openZip } from "@chunkwright/stores/zip";
import { expectBytes, seededRandom, testListableStore, testWritableStore } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { centralHeader, endRecords, localHeader } from "../../src/zip/write-records.ts";
import { memorySink } from "./memory-sink.ts";
import { zipOf } from "./zip-of.ts";

testWritableStore("createZip() before it is closed", async (entries) => {
  const store = createZip(memorySink());
  for (const [key, value] of entries) await store.set(key, value.slice());
  return { store };
});

testListableStore("createZip() with ZIP64 everywhere, opened", async (entries) => ({
  store: await openZip(fileOfBytes(await zipOf(entries, { alwaysZip64: true }))),
}));

const text = (value: string): Bytes => new TextEncoder().encode(value);

/** Names in the order of the directory. */
function directoryOrder(archive: Bytes): string[] {
  const bytes = Buffer.from(archive);
  const names: string[] = [];
  for (let at = bytes.indexOf("PK\u0001\u0002"); at >= 0; at = bytes.indexOf("PK\u0001\u0002", at + 4)) {
    names.push(bytes.toString("utf8", at + 46, at + 46 + bytes.readUInt16LE(at + 28)));
  }
  return names;
}

describe("createZip()", () => {
  test("lists documents first, the root's, then breadth-first, though they are written last", async () => {
    const keys = [
      "b/c/0",
      "b/zarr.json",
      "a/x/zarr.json",
      "OME/METADATA.ome.xml",
      "a/zarr.json",
      "zarr.json",
    ];
    const archive = await zipOf(new Map(keys.map((key) => [key, text(key)])));
    expect(directoryOrder(archive)).toEqual([
      "zarr.json",
      "a/zarr.json",
      "b/zarr.json",
      "a/x/zarr.json",
      "b/c/0",
      "OME/METADATA.ome.xml",
    ]);
    const places = keys.map((key) => Buffer.from(archive).indexOf(key));
    expect(Math.max(places[0]!, places[3]!)).toBeLessThan(
      Math.min(...places.filter((_, i) => i !== 0 && i !== 3)),
    );
  });

  test("keeps the later value of a key that is set twice, and none of a deleted one", async () => {
    const sink = memorySink();
    const writer = createZip(sink);
    for (const value of ["old", "new"]) {
      await writer.set("zarr.json", text(value));
      await writer.set("c/0", text(value));
    }
    await writer.set("c/1", text("gone"));
    await writer.delete("c/1");
    await writer.close();
    const store = await openZip(fileOfBytes(sink.bytes));
    expect(await store.get("zarr.json")).toEqual(text("new"));
    expect(await store.get("c/0")).toEqual(text("new"));
    expect(await store.get("c/1")).toBe(undefined);
    expect(directoryOrder(sink.bytes)).toEqual(["zarr.json", "c/0"]);
  });

  test("writes the comment", async () => {
    const comment = '{"ome":{"version":"0.5"}}, µ';
    expect((await openZip(fileOfBytes(await zipOf(new Map(), { comment })))).comment).toBe(comment);
    expect(() => createZip(memorySink(), { comment: "x".repeat(65_536) })).toThrow(RangeError);
  });

  test("is reproducible", async () => {
    const entries = new Map([["a", text("a")]]);
    expect(await zipOf(entries)).toEqual(await zipOf(entries));
  });

  test("writes concurrent values one after the other", async () => {
    const sink = memorySink();
    const writer = createZip(sink);
    const values = Array.from({ length: 50 }, (_, i) => seededRandom(i).bytes(100 + i));
    await Promise.all(values.map((value, i) => writer.set(`c/${i}`, value.slice())));
    await writer.close();
    const store = await openZip(fileOfBytes(sink.bytes));
    for (const [i, value] of values.entries()) expectBytes(await store.get(`c/${i}`), value);
  });

  test("closes the sink, once, and refuses values afterwards", async () => {
    const sink = memorySink();
    const writer = createZip(sink);
    await Promise.all([writer.close(), writer.close()]);
    expect(sink.isClosed).toBe(true);
    await expect(writer.set("a", text("a"))).rejects.toMatchObject({
      code: "store",
      message: "Cannot write a: the archive is closed",
    });
  });

  test("does not close over a failed write", async () => {
    const sink = memorySink();
    const failing = { ...sink, write: () => Promise.reject(new Error("disk full")) };
    const writer = createZip(failing);
    await expect(writer.set("a", text("a"))).rejects.toThrow("disk full");
    await expect(writer.close()).rejects.toThrow("disk full");
    expect(sink.isClosed).toBe(false);
  });

  test("writes to a sink that cannot be read, and is then not readable", async () => {
    const { write, close } = memorySink();
    expect(createZip({ write, close })).not.toHaveProperty("get");
  });

  test("uses ZIP64 only when needed, such as for 65,535 entries", async () => {
    const isZip64 = (archive: Bytes) =>
      Buffer.from(archive.slice(-42, -38)).toString("latin1") === "PK\u0006\u0007";
    expect(isZip64(await zipOf(new Map([["a", text("a")]])))).toBe(false);
    const many = new Map(Array.from({ length: 65_535 }, (_, i) => [`${i}`, new Uint8Array(0)] as const));
    const archive = await zipOf(many);
    expect(isZip64(archive)).toBe(true);
    const store = await openZip(fileOfBytes(archive));
    expect(await store.size("65534")).toBe(0);
  });
});

describe("reserved space", () => {
  const documents = new Map([
    ["c/0", seededRandom(1).bytes(500)],
    ["a/zarr.json", text("a".repeat(100))],
    ["zarr.json", text("r".repeat(200))],
  ]);
  const ROOT = 30 + 9 + 200;
  const BOTH = ROOT + 30 + 11 + 100;

  async function places(reservedBytes: number, alwaysZip64 = false) {
    const archive = await zipOf(documents, { reservedBytes, alwaysZip64 });
    const store = await openZip(fileOfBytes(archive));
    for (const [key, value] of documents) expectBytes(await store.get(key), value, key);
    expect(directoryOrder(archive)).toEqual(["zarr.json", "a/zarr.json", "c/0"]);
    const bytes = Buffer.from(archive);
    expect(bytes.readUInt32LE(0)).toBe(0x04034b50);
    expect(bytes.readUInt32LE(reservedBytes)).toBe(0x04034b50);
    return ["zarr.json", "a/zarr.json", "c/0"].map((name) => bytes.indexOf(name) - 30);
  }

  test("holds the documents in their order, before all chunks", async () => {
    expect(await places(4096)).toEqual([0, ROOT, 4096]);
    expect(await places(BOTH)).toEqual([0, ROOT, BOTH]);
    expect(await places(4096, true)).toEqual([0, ROOT + 20, 4096]);
    expect(await places(60 * 1024)).toEqual([0, ROOT, 60 * 1024]);
  });

  test("holds the documents that fit; the others come last", async () => {
    for (const reservedBytes of [BOTH - 1, BOTH + 1, BOTH + 7, ROOT + 8, ROOT]) {
      const [root, below, chunk] = await places(reservedBytes);
      expect([root, chunk], `${reservedBytes}`).toEqual([0, reservedBytes]);
      expect(below).toBeGreaterThan(chunk!);
    }
  });

  test("holds an unlisted entry if no document fits", async () => {
    for (const reservedBytes of [46, 100, ROOT - 1, ROOT + 1]) {
      const [root, , chunk] = await places(reservedBytes);
      expect(chunk).toBe(reservedBytes);
      expect(root).toBeGreaterThan(chunk!);
    }
  });

  test("has limits", () => {
    for (const reservedBytes of [1, 45, 60 * 1024 + 1, -1, 100.5]) {
      expect(() => createZip(memorySink(), { reservedBytes })).toThrow(RangeError);
    }
  });
});

describe("beyond 4 GiB", () => {
  test("entries, directory and end are found", async () => {
    const value = seededRandom(1).bytes(1000);
    const headerOffset = 5 * 2 ** 32 + 7;
    const entry = {
      name: text("far"),
      crc: 0x1d6a8d4e,
      byteLength: value.byteLength,
      headerOffset,
      paddingBytes: 0,
    };
    const choice = { alwaysZip64: false };
    const before = concatBytes([localHeader(entry, choice), value]);
    const directory = centralHeader(entry, choice);
    const offset = headerOffset + before.byteLength;
    const end = endRecords(
      { entryCount: 1, byteLength: directory.byteLength, offset, comment: text("") },
      choice,
    );
    const part = concatBytes([before, directory, end]);
    const store = await openZip({
      size: headerOffset + part.byteLength,
      async read(from, length) {
        const bytes = new Uint8Array(length);
        const start = from - headerOffset;
        bytes.set(part.subarray(Math.max(0, start), start + length), Math.max(0, -start));
        return bytes;
      },
    });
    expectBytes(await store.getRange("far", { offset: 10, length: 20 }), value.slice(10, 30));
    await expect(store.get("far")).rejects.toThrow("its CRC-32 is");
  });
});
