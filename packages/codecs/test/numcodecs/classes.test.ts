import { Blosc, GZip, LZ4, type Numcodec, Zlib, Zstd } from "@chunkwright/codecs/numcodecs";
import { isStorageError } from "@chunkwright/core";
import { expectBytes, seededRandom } from "@chunkwright/testkit";
import * as theirs from "numcodecs";
import { describe, expect, test } from "vitest";

const PAIRS = [
  { id: "blosc", Ours: Blosc, Theirs: theirs.Blosc },
  { id: "gzip", Ours: GZip, Theirs: theirs.GZip },
  { id: "lz4", Ours: LZ4, Theirs: theirs.LZ4 },
  { id: "zlib", Ours: Zlib, Theirs: theirs.Zlib },
  { id: "zstd", Ours: Zstd, Theirs: theirs.Zstd },
];

const random = seededRandom(7);
const smooth = new Uint8Array(Uint16Array.from({ length: 20_000 }, (_, i) => i >> 5).buffer);
const SAMPLES = {
  empty: new Uint8Array(0),
  "one byte": Uint8Array.of(200),
  zeroes: new Uint8Array(300_000),
  ramp: smooth,
  noise: Uint8Array.from({ length: 10_000 }, () => random.below(256)),
};

describe.each(PAIRS)("$id", ({ id, Ours, Theirs }) => {
  test("has numcodecs' id", () => {
    expect(Ours.codecId).toBe(Theirs.codecId);
  });

  // numcodecs.js answers garbage for nothing encoded by blosc.
  const samples = Object.entries(SAMPLES).filter(([name]) => id !== "blosc" || name !== "empty");
  test.each(samples)("decodes %s that numcodecs.js encoded", async (_name, data) => {
    const encoded = await Theirs.fromConfig({ id }).encode(data);
    expectBytes(await new Ours().decode(encoded), data);
  });

  test.each(samples)("encodes %s for numcodecs.js to decode", async (_name, data) => {
    const encoded = await Ours.fromConfig({ id }).encode(data);
    expectBytes(await Theirs.fromConfig({ id }).decode(encoded), data);
  });

  test("decodes into the start of `out`", async () => {
    const codec = new Ours();
    const encoded = await codec.encode(smooth);
    const out = new Uint8Array(smooth.length + 3).fill(9);
    expect(await codec.decode(encoded, out)).toBe(out);
    expectBytes(out.subarray(0, smooth.length), smooth);
    expect([...out.subarray(smooth.length)]).toEqual([9, 9, 9]);
  });

  test("rejects if `out` is too short", async () => {
    const codec = new Ours();
    const out = new Uint8Array(smooth.length - 1);
    await expectCodecError(codec.decode(await codec.encode(smooth), out));
    expect(out).toEqual(new Uint8Array(smooth.length - 1));
  });

  test("leaves its input unchanged, and takes Buffers and shared memory", async () => {
    const codec = new Ours();
    const data = Buffer.from(smooth);
    const encoded = await codec.encode(data);
    const kept = encoded.slice();
    const shared = new Uint8Array(new SharedArrayBuffer(encoded.length));
    shared.set(encoded);
    expectBytes(await codec.decode(Buffer.from(encoded)), smooth);
    expectBytes(await codec.decode(shared), smooth);
    await codec.decode(encoded);
    expectBytes(encoded, kept);
    expectBytes(new Uint8Array(data), smooth);
  });

  test("truncated data are an error", async () => {
    const codec = new Ours();
    const encoded = await codec.encode(smooth);
    for (let i = 0; i < 40; i += 1) {
      await expectCodecError(codec.decode(encoded.slice(0, Math.floor((i * encoded.length) / 40))));
    }
  });

  test("options that the codec does not have are an error", () => {
    expect(() => Ours.fromConfig({ id, strength: 3 })).toThrow(
      expect.objectContaining({ code: "unsupported" }),
    );
  });
});

test("a zstd frame followed by two bytes is an error; numcodecs.js would not return", async () => {
  const frame = await theirs.Zstd.fromConfig({ id: "zstd" }).encode(smooth);
  const followed = new Uint8Array(frame.length + 2);
  followed.set(frame);
  await expectCodecError(new Zstd().decode(followed));
});

test("zstd frames without a content size, and several of them, decode whole", async () => {
  // `zstd -1 --no-content-size` of "chunk", and the same frame again.
  const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x48, 0x29, 0, 0, 0x63, 0x68, 0x75, 0x6e, 0x6b);
  const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7);
  const bytes = Uint8Array.from([...frame, ...skippable, ...frame]);
  expect(new TextDecoder().decode(await new Zstd().decode(bytes))).toBe("chunkchunk");
});

test.each([Zstd, GZip, Zlib, LZ4, Blosc])(
  "$codecId of very many zeroes is decoded in little room",
  async (Codec) => {
    const zeroes = new Uint8Array(8_000_000);
    const codec = new Codec();
    const decoded = await codec.decode(await codec.encode(zeroes));
    expectBytes(decoded, zeroes);
  },
);

test("Zarr v2's own options work where numcodecs.js has none", async () => {
  const encoded = await Zstd.fromConfig({ id: "zstd", level: 3, checksum: true }).encode(smooth);
  expect(encoded[4]! & 0x04).toBe(0x04);
  const typed = await Blosc.fromConfig({ id: "blosc", cname: "lz4", shuffle: 1, typesize: 2 }).encode(smooth);
  expect(typed[3]).toBe(2);
  expect((await new Blosc().encode(smooth))[3]).toBe(4);
  expectBytes(await new Blosc(5, "zstd", Blosc.BITSHUFFLE).decode(typed), smooth);
});

test("an error names the codec once", async () => {
  await expect(new Zstd().decode(Uint8Array.of(1, 2))).rejects.toThrow(
    /^Cannot decode zstd: its bytes end too early$/,
  );
});

test.each([
  () => new Zstd(1.5),
  () => new GZip(10),
  () => new Blosc(5, "lzma"),
  () => Blosc.fromConfig({ id: "blosc", shuffle: 7 }),
])("an option with a wrong value is an error at once: %s", (make: () => Numcodec) => {
  expect(make).toThrow(expect.objectContaining({ code: "invalid-data" }));
});

async function expectCodecError(promise: Promise<unknown>): Promise<void> {
  const error = await promise.then(
    () => "no error",
    (error: unknown) => error,
  );
  if (!isStorageError(error, "codec")) throw error;
}
