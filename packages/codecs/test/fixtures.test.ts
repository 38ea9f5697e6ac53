import { codecTable, inThreadCoder } from "@chunkwright/codecs";
import { bytesOf, copyRegion, createChunk, isFixed, isStorageError } from "@chunkwright/core";
import { expectBytes } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { decodesOnly } from "./decodes-only.ts";
import { elementBytes } from "./element-bytes.ts";
import { fixtures } from "./fixture.ts";

/** Codecs that leave an encoder nothing to choose. */
const WITHOUT_CHOICE: ReadonlySet<string> = new Set([
  "bytes",
  "transpose",
  "reshape",
  "cast_value",
  "scale_offset",
  "packbits",
  "vlen-utf8",
  "vlen-bytes",
  "bitround",
  "crc32c",
  "numcodecs.adler32",
  "numcodecs.astype",
  "numcodecs.crc32",
  "numcodecs.crc32c",
  "numcodecs.delta",
  "numcodecs.fixedscaleoffset",
  "numcodecs.base64",
  "numcodecs.categorize",
  "numcodecs.fletcher32",
  "numcodecs.jenkins_lookup3",
  "numcodecs.packbits",
  "numcodecs.quantize",
  "numcodecs.shuffle",
  "numcodecs.vlen-array",
  "numcodecs.vlen-bytes",
  "tiff.fill_order",
  "tiff.float_predictor",
  "tiff.horizontal_differencing",
  "tiff.packed_bits",
  "hdf5.fletcher32",
  "hdf5.shuffle",
]);

test("every codec of the table has a fixture", () => {
  const met = new Set(fixtures.flatMap((fixture) => fixture.encoded().codecs.map(({ name }) => name)));
  const aliases = ["numcodecs.gzip", "numcodecs.zstd", "numcodecs.blosc", "numcodecs.bitround"];
  // One is refused, the other has a suite of its own.
  const others = ["n5_default", "numcodecs.pickle"];
  expect([...codecTable.keys()].filter((name) => !met.has(name)).sort()).toEqual(
    [...aliases, ...others].sort(),
  );
});

describe.each(fixtures)("$name", (fixture) => {
  test("decodes to the elements of the reference implementation", async () => {
    const chunk = await inThreadCoder.decode(fixture.encoded());
    expect(chunk.dataType).toBe(fixture.encoded().dataType);
    expect(chunk.shape).toEqual(fixture.encoded().shape);
    expect(elementBytes(chunk)).toEqual(fixture.decoded);
  });

  test.skipIf(!isFixed(fixture.encoded().dataType))("decodes into the middle of a larger array", async () => {
    const { dataType, shape } = fixture.encoded();
    const region = { start: shape.map(() => 1), shape };
    const larger = createChunk(
      dataType,
      shape.map((length) => length + 2),
    );
    bytesOf(larger.data).fill(170);
    const target = { buffer: bytesOf(larger.data).buffer, byteOffset: 0, shape: larger.shape, region };
    await inThreadCoder.decodeInto(fixture.encoded(), target);
    const expected = createChunk(dataType, larger.shape);
    bytesOf(expected.data).fill(170);
    const chunk = await inThreadCoder.decode(fixture.encoded());
    copyRegion({ chunk, start: shape.map(() => 0) }, { chunk: expected, start: region.start }, shape);
    expectBytes(bytesOf(larger.data), bytesOf(expected.data));
  });

  test.skipIf(decodesOnly(fixture.encoded().codecs))("round-trips through our own encoder", async () => {
    const { codecs } = fixture.encoded();
    const chunk = await inThreadCoder.decode(fixture.encoded());
    const encoded = await inThreadCoder.encode(chunk, codecs);
    expect(elementBytes(await inThreadCoder.decode(encoded))).toEqual(fixture.decoded);
  });

  test.skipIf(!fixture.encoded().codecs.every(({ name }) => WITHOUT_CHOICE.has(name)))(
    "encodes to the bytes of the reference implementation",
    async () => {
      const { codecs, bytes } = fixture.encoded();
      const chunk = await inThreadCoder.decode(fixture.encoded());
      expect((await inThreadCoder.encode(chunk, codecs)).bytes).toEqual(bytes);
    },
  );

  test("truncated anywhere is an error, or complete if only padding is missing", async () => {
    const whole = fixture.encoded();
    for (let length = 0; length < whole.bytes.length; length += 1) {
      const cut = { ...whole, bytes: whole.bytes.slice(0, length) };
      const decoded = await inThreadCoder.decode(cut).then(elementBytes, codecError);
      if (decoded !== undefined) expect(decoded).toEqual(fixture.decoded);
    }
  });
});

/** Nothing, if `error` is what damaged data lead to; else throws it. */
function codecError(error: unknown): undefined {
  if (!isStorageError(error, "codec", "unsupported")) throw error;
}
