import { type ByteSource, type Bytes, fileOfBytes, isStorageError, StorageError } from "@chunkwright/core";
import * as module from "@chunkwright/stores/zip";
import { openZip, type ZipStore } from "@chunkwright/stores/zip";
import { collect, expectBytes, seededRandom, testListableStore } from "@chunkwright/testkit";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readMemory } from "../../src/fs/read-memory.ts";
import { crc32 } from "../../src/zip/crc32.ts";
import { ZIP_FIXTURES, zipFixture } from "./zip-fixtures.ts";
import { zipOf } from "./zip-of.ts";

testListableStore("openZip() of stored entries", async (entries) => ({
  store: await openZip(fileOfBytes(await zipOf(entries))),
}));

test("the module exports its public names alone", () => {
  expect(Object.keys(module).sort()).toEqual(["createZip", "openZip"]);
});

describe("openZip() reads what other software writes", () => {
  test.each(ZIP_FIXTURES)("%s", async (name) => {
    const { archive, values } = zipFixture(name);
    const store = await openZip(fileOfBytes(archive));
    for (const [key, value] of values) {
      expectBytes(await store.get(key), value, key);
      expect(await store.size(key)).toBe(value.byteLength);
      const length = Math.floor(value.byteLength / 2);
      expectBytes(await store.getRange(key, { offset: length, length: 0 }), new Uint8Array(0), key);
      expectBytes(
        await store.getRange(key, { offset: 1 % (length + 1), length }),
        value.slice(1 % (length + 1), (1 % (length + 1)) + length),
        key,
      );
    }
    expect(await keysOf(store, "")).toEqual([...values.keys()].sort());
  });

  test("the comment is the archive's, though it looks like an end record", async () => {
    const store = await openZip(fileOfBytes(zipFixture("comment").archive));
    expect(store.comment).toBe('{"ome":{"version":"0.5"}} PK\x05\x06 is no end');
  });
});

describe("requests", () => {
  const values = new Map([
    ["small", seededRandom(1).bytes(1000)],
    ["large", seededRandom(2).bytes(300_000)],
    ["last", seededRandom(3).bytes(400_000)],
    ["padding", new Uint8Array(300_000)],
    ["zarr.json", new TextEncoder().encode("{}")],
  ]);
  async function recorded() {
    const reads: [offset: number, length: number][] = [];
    const archive = await zipOf(values);
    const { size, read } = fileOfBytes(archive);
    const file: ByteSource = {
      size,
      read(offset, length) {
        reads.push([offset, length]);
        return read(offset, length);
      },
    };
    return { reads, archive, store: await openZip(file) };
  }

  test("the directory is one request for the last 256 KiB", async () => {
    const { reads, archive } = await recorded();
    expect(reads).toEqual([[archive.byteLength - 262_144, 262_144]]);
  });

  test("a larger directory is a second request, which includes the metadata of our archives", async () => {
    const many = new Map<string, Uint8Array<ArrayBuffer>>(
      Array.from({ length: 6000 }, (_, i) => [`chunk/${i}`, new Uint8Array(1)]),
    );
    many.set("zarr.json", new Uint8Array(1000).fill(32));
    const file = fileOfBytes(await zipOf(many));
    let reads = 0;
    const store = await openZip({
      size: file.size,
      read(...span) {
        reads += 1;
        return file.read(...span);
      },
    });
    expect(reads).toBe(2);
    expect((await collect(store.list("chunk/"))).length).toBe(6000);
    expect(await store.get("zarr.json")).toEqual(many.get("zarr.json"));
    expect(reads).toBe(2);
  });

  test("a value is one request, with its local header", async () => {
    const { reads, store } = await recorded();
    expectBytes(await store.get("large"), values.get("large")!);
    expect(reads.length).toBe(2);
  });

  test("a range near the start is one request, at the end two at once, and then one of just its bytes", async () => {
    const { reads, store } = await recorded();
    reads.length = 0;
    const large = values.get("large")!;
    expectBytes(await store.getRange("large", { offset: 5, length: 10 }), large.slice(5, 15));
    expect(reads.length).toBe(1);
    expectBytes(
      await store.getRange("large", { offset: 200_000, length: 10 }),
      large.slice(200_000, 200_010),
    );
    expect(reads.length).toBe(2);
    expect(reads[1]?.[1]).toBe(10);
    const last = values.get("last")!;
    expectBytes(await store.getRange("last", { suffixLength: 7 }), last.slice(-7));
    expect(reads.length).toBe(4);
    expectBytes(await store.getRange("last", { suffixLength: 8 }), last.slice(-8));
    expect(reads[4]?.[1]).toBe(8);
  });

  test("values in the last 256 KiB take no request, such as metadata of our archives", async () => {
    const { reads, store } = await recorded();
    expect(await store.get("zarr.json")).toEqual(values.get("zarr.json"));
    expect(reads.length).toBe(1);
  });

  test("memory of the file is given back: at once, or by whoever asked for transient bytes", async () => {
    const memory = readMemory();
    const archive = fileOfBytes(await zipOf(values));
    const lent: unknown[] = [];
    const store = await openZip({
      size: archive.size,
      async read(offset, length, options) {
        if (!options?.isTransient) return archive.read(offset, length);
        const bytes = memory.allocate(length);
        bytes.set(await archive.read(offset, length));
        lent.push(bytes.buffer);
        return bytes;
      },
      release: memory.release,
    });
    const whole = (await store.get("large"))!;
    expectBytes(whole, values.get("large")!);
    const transient = (await store.get("large", { isTransient: true }))!;
    expectBytes(transient, values.get("large")!);
    expect(lent).toEqual([expect.anything(), transient.buffer]);
    expect(whole.buffer).not.toBe(lent[0]);
    store.release?.(transient);
    expect(memory.allocate(300_000).buffer).toBe(transient.buffer);
  });

  test("further methods are decoded by those who know them", async () => {
    const value = new TextEncoder().encode("backwards");
    const archive = await zipOf(new Map([["a/e", value.toReversed()]]));
    const view = new DataView(archive.buffer);
    const directory = archive.indexOf(0x50, 30 + 3 + 9);
    for (const header of [8, directory + 10]) view.setUint16(header, 99, true);
    view.setUint32(directory + 16, crc32(value), true);
    const file = fileOfBytes(archive);
    const store = await openZip(file, { decoders: { 99: async (data) => data.toReversed() } });
    expect(await store.get("a/e")).toEqual(value);
    expect(await store.getRange("a/e", { offset: 4, length: 2 })).toEqual(value.slice(4, 6));
    for (const decoded of [undefined, value.slice(1)]) {
      const broken = await openZip(file, { decoders: { 99: async () => decoded } });
      await expect(broken.get("a/e")).rejects.toMatchObject({
        code: "invalid-data",
        message: "Cannot read a/e: its data are not 9 bytes, compressed by method 99",
      });
    }
  });

  test("ranges of a deflated entry inflate it once", async () => {
    const { archive, values: held } = zipFixture("deflated");
    const store = await openZip(fileOfBytes(archive));
    const value = held.get("a/b/c")!;
    let streams = 0;
    const counted = class extends DecompressionStream {
      constructor(format: CompressionFormat) {
        super(format);
        streams += 1;
      }
    };
    vi.stubGlobal("DecompressionStream", counted);
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    for (let offset = 0; offset < 700; offset += 100) {
      expectBytes(await store.getRange("a/b/c", { offset, length: 68 }), value.slice(offset, offset + 68));
    }
    expect(streams).toBe(1);
  });
});

describe("unreadable archives and entries are refused with the reason", () => {
  const stored = zipFixture("stored");
  /** The archive with a field of the directory's entry `a/e` changed. */
  function patched(fieldOffset: number, bytes: readonly number[], archive = stored.archive): Bytes {
    const copy = archive.slice();
    const header = lastIndexOf(copy, "a/e") - 46;
    copy.set(bytes, header + fieldOffset);
    return copy;
  }
  const failureOf = async (archive: Bytes, key = "a/e") => {
    try {
      const store = await openZip(fileOfBytes(archive));
      await store.get(key);
    } catch (error) {
      if (error instanceof StorageError) return [error.code, error.message];
      throw error;
    }
    return undefined;
  };

  test.each([
    ["an encrypted entry", 8, [1, 0], "unsupported", "Cannot read a/e: encryption is not supported"],
    ["patched data", 8, [32, 0], "unsupported", "Cannot read a/e: compressed patched data is not supported"],
    [
      "a masked directory",
      8,
      [0, 32],
      "unsupported",
      "Cannot read the directory: an encrypted directory is not supported",
    ],
    ["another method", 10, [12, 0], "unsupported", "Cannot read a/e: compression method 12 is not supported"],
    [
      "another disk",
      34,
      [1, 0],
      "unsupported",
      "Cannot read the directory: an archive split over several files is not supported",
    ],
    [
      "a wrong checksum",
      16,
      [1, 2, 3, 4],
      "invalid-data",
      "Cannot read a/e: its CRC-32 is 3b41c9e6, not 04030201",
    ],
    [
      "two sizes of stored data",
      24,
      [0, 0, 0, 0],
      "invalid-data",
      "Cannot read a/e: it is stored in 1000 bytes, but has 0",
    ],
    ["an offset beyond the directory", 42, [0, 0, 1, 0], "invalid-data", "reaches beyond the entries' end"],
    [
      "an offset of something else",
      42,
      [1, 0, 0, 0],
      "invalid-data",
      "Cannot read a/e: its local header is not at 1",
    ],
    ["a ZIP64 size that is nowhere", 20, [255, 255, 255, 255], "invalid-data", "a/e lacks the ZIP64 field"],
    ["a backslash", 46, [0x5c], "invalid-data", 'the name "\\\\/e": it has a backslash'],
    ["a step upwards", 46, [0x2e, 0x2e, 0x2f], "invalid-data", 'the name "../": it has a segment ".."'],
    ["an absolute name", 46, [0x2f], "invalid-data", 'the name "//e": it begins with a slash'],
  ])("%s", async (_, fieldOffset, bytes, code, message) => {
    const failure = await failureOf(patched(fieldOffset, bytes));
    expect(failure).toEqual([code, expect.stringContaining(message)]);
  });

  test("other entries of an archive with an encrypted one can be read", async () => {
    const store = await openZip(fileOfBytes(patched(8, [1, 0])));
    expectBytes(await store.get("a/b/c"), stored.values.get("a/b/c")!);
  });

  test("a name that is not UTF-8 although flagged so", async () => {
    const { archive } = zipFixture("unicode");
    const copy = archive.slice();
    copy[lastIndexOf(copy, "/") - 1] = 0xff;
    expect(await failureOf(copy)).toEqual(["invalid-data", expect.stringContaining("is not UTF-8")]);
  });

  test("a deflated value that is longer than stated, or impossibly long", async () => {
    const { archive } = zipFixture("deflated");
    expect(await failureOf(patched(24, [1, 0, 0, 0], archive))).toEqual([
      "invalid-data",
      expect.stringContaining("its data are not 1 bytes, compressed by method 8"),
    ]);
    expect(await failureOf(patched(24, [0, 0, 0, 64], archive))).toEqual([
      "invalid-data",
      expect.stringContaining("cannot hold 1073741824"),
    ]);
  });

  test("a file that is not an archive, and a truncated one", async () => {
    expect(await failureOf(seededRandom(1).bytes(1000))).toEqual([
      "invalid-data",
      expect.stringContaining("this is not a ZIP file, or its end is cut off"),
    ]);
    expect(await failureOf(new Uint8Array(0))).toEqual([
      "invalid-data",
      expect.stringContaining("this is not a ZIP file"),
    ]);
  });
});

describe("end records", () => {
  const { archive } = zipFixture("stored");
  /** The archive with bytes at `place` from its end changed. */
  function changed(place: number, bytes: readonly number[], original = archive): Bytes {
    const copy = original.slice();
    copy.set(bytes, copy.byteLength - place);
    return copy;
  }

  test.each([
    [
      "another disk",
      changed(18, [1, 0]),
      "unsupported",
      "an archive split over several files is not supported",
    ],
    [
      "a directory on another disk",
      changed(16, [1, 0]),
      "unsupported",
      "an archive split over several files",
    ],
    ["fewer entries than there are", changed(12, [3, 0]), "invalid-data", "it has 4 entries instead of 3"],
    ["more entries", changed(12, [5, 0]), "invalid-data", "it has 4 entries instead of 5"],
    ["a longer directory", changed(10, [0, 4]), "invalid-data", "reaches beyond"],
    ["a directory that starts late", changed(6, [0xff, 0xff, 0, 0]), "invalid-data", "reaches beyond"],
  ])("%s", async (_, broken, code, message) => {
    await expect(openZip(fileOfBytes(broken))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test("a ZIP64 locator that points nowhere, to another disk or beyond 2^53", async () => {
    const always = await zipOf(new Map([["a", Uint8Array.of(1)]]), { alwaysZip64: true });
    const failure = (place: number, bytes: readonly number[]) =>
      openZip(fileOfBytes(changed(place, bytes, always)));
    expect((await openZip(fileOfBytes(always))).comment).toBe("");
    await expect(failure(38, [1])).rejects.toMatchObject({ code: "unsupported" });
    await expect(failure(27, [0xff])).rejects.toThrow("is not a size or offset in a file");
    await expect(failure(22 + 20 + 56, [0])).rejects.toThrow("there is no ZIP64 end record at");
    await expect(failure(22 + 20 + 56 - 16, [1])).rejects.toMatchObject({ code: "unsupported" });
    await expect(failure(22 + 20 + 56 - 32, [2])).rejects.toThrow("it has 1 entries instead of 2");
    // An archive moved by bytes in front of it is found by where its records touch.
    const moved = new Uint8Array([1, 2, 3, ...always]);
    expect(await (await openZip(fileOfBytes(moved))).get("a")).toEqual(Uint8Array.of(1));
  });
});

describe("damaged archives", () => {
  const names = ["deflated", "zip64", "prepended", "unicode-path", "cp437"];

  test.each(names)("every truncation of %s is refused", async (name) => {
    const { archive } = zipFixture(name);
    for (let length = 0; length < archive.byteLength; length += 1) {
      const outcome = await openZip(fileOfBytes(archive.slice(0, length))).catch((error: unknown) => error);
      expect(isStorageError(outcome, "invalid-data"), `${length}: ${String(outcome)}`).toBe(true);
    }
  });

  test("20,000 changed archives give the right values or a typed error", { timeout: 120_000 }, async () => {
    const random = seededRandom(4);
    for (let run = 0; run < 20_000; run += 1) {
      const { archive, values } = FIXTURES[run % FIXTURES.length]!;
      const changed = archive.slice();
      for (let flips = 1 + random.below(3); flips > 0; flips -= 1) {
        // Mostly near the end, where the directory is.
        const near = random.next() < 0.8 ? Math.min(400, changed.byteLength) : changed.byteLength;
        changed[changed.byteLength - 1 - random.below(near)] = random.next() < 0.3 ? 255 : random.below(256);
      }
      await readAll(changed, values);
    }
  });
  const FIXTURES = names.map(zipFixture);

  async function readAll(archive: Bytes, values: ReadonlyMap<string, Bytes>): Promise<void> {
    try {
      const store = await openZip(fileOfBytes(archive));
      for (const [key, value] of values) {
        const read = await store.get(key).catch(expectTyped);
        if (read) expectBytes(read, value, key);
      }
    } catch (error) {
      expectTyped(error);
    }
  }

  function expectTyped(error: unknown): undefined {
    if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
  }
});

async function keysOf(store: ZipStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { kind, key } of store.list(prefix)) {
    if (kind === "key") keys.push(key);
    else keys.push(...(await keysOf(store, key)));
  }
  return keys.sort();
}

function lastIndexOf(bytes: Bytes, text: string): number {
  return Buffer.from(bytes).lastIndexOf(text);
}
