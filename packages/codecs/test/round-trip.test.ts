import { inThreadCoder } from "@chunkwright/codecs";
import {
  byteSize,
  type Chunk,
  type CodecSpec,
  type DataType,
  elementCount,
  viewElements,
} from "@chunkwright/core";
import { expectBytes, seededRandom } from "@chunkwright/testkit";
import fc from "fast-check";
import { test } from "vitest";
import { elementBytes } from "./element-bytes.ts";

const NUMBERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"] as const;
const FLOATS = ["float16", "float32", "float64"] as const;
const OTHERS = ["complex64", "complex128"] as const;

const endian = fc.constantFrom("little", "big");
const bytes = endian.map((endian) => ({ name: "bytes", configuration: { endian } }));
const axis = fc.constantFrom(-1, -2);

const compressor = fc.oneof(
  fc
    .record({ level: fc.integer({ min: 0, max: 9 }) })
    .chain((configuration) =>
      fc.constantFrom("gzip", "numcodecs.zlib").map((name) => ({ name, configuration })),
    ),
  fc
    .record({ level: fc.integer({ min: -3, max: 22 }), checksum: fc.boolean() })
    .map((configuration) => ({ name: "zstd", configuration })),
  fc
    .record({
      cname: fc.constantFrom("blosclz", "lz4", "lz4hc", "zlib", "zstd"),
      clevel: fc.integer({ min: 0, max: 9 }),
      shuffle: fc.constantFrom("noshuffle", "shuffle", "bitshuffle", 0, 1, 2, -1),
      blocksize: fc.constantFrom(0, 128, 1000),
    })
    .map((configuration) => ({ name: "blosc", configuration })),
  fc
    .record({
      elementsize: fc.integer({ min: 1, max: 9 }),
      blocksize: fc.constantFrom(0, 8, 64),
      compressor: fc.constantFrom("none", "lz4", "zstd"),
    })
    .map((configuration) => ({ name: "hdf5.bitshuffle", configuration })),
  fc
    .record({ blocksize: fc.constantFrom(0, 1, 100) })
    .map((configuration) => ({ name: "hdf5.lz4", configuration })),
  fc
    .constantFrom(
      "crc32c",
      "numcodecs.lz4",
      "numcodecs.shuffle",
      "numcodecs.adler32",
      "numcodecs.crc32",
      "numcodecs.fletcher32",
      "hdf5.lz4",
      "hdf5.bitshuffle",
      "n5.lz4",
      "tiff.lzw",
      "tiff.packbits",
      "tiff.fill_order",
    )
    .map((name) => ({ name })),
);

/** Shapes of one to three axes, some empty. */
const shape = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 3 });

function serializer(dataType: DataType, rank: number): fc.Arbitrary<readonly CodecSpec[]> {
  const transpose = fc
    .shuffledSubarray([...Array(rank).keys()], { minLength: rank })
    .map((order) => ({ name: "transpose", configuration: { order } }));
  const isComplex = dataType.startsWith("complex");
  const differencing = axis.map((axis) => ({
    name: "tiff.horizontal_differencing",
    configuration: { axis },
  }));
  const choices: fc.Arbitrary<readonly CodecSpec[]>[] = [fc.tuple(bytes), fc.tuple(transpose, bytes)];
  if (!isComplex) choices.push(fc.tuple(differencing, bytes), fc.tuple(transpose, differencing, bytes));
  if (dataType.startsWith("float")) {
    choices.push(fc.tuple(axis.map((axis) => ({ name: "tiff.float_predictor", configuration: { axis } }))));
  } else if (!isComplex) {
    choices.push(
      fc.tuple(fc.constant({ name: "numcodecs.delta", configuration: { dtype: dataType } }), bytes),
    );
  }
  return fc.oneof(...choices);
}

const pipeline = fc
  .record({ dataType: fc.constantFrom<DataType>(...NUMBERS, ...FLOATS, ...OTHERS), shape })
  .chain(({ dataType, shape }) =>
    fc.record({
      dataType: fc.constant(dataType),
      shape: fc.constant(shape),
      codecs: fc
        .tuple(serializer(dataType, shape.length), fc.array(compressor, { maxLength: 2 }))
        .map((parts) => parts.flat()),
      seed: fc.nat(),
      values: fc.constantFrom(2, 256),
    }),
  );

function randomChunk(dataType: DataType, shape: readonly number[], seed: number, values: number): Chunk {
  const random = seededRandom(seed);
  const count = elementCount(shape);
  const data = Uint8Array.from({ length: count * byteSize(dataType) }, () => random.below(values));
  return { dataType, shape, data: viewElements(dataType, data, count) } as Chunk;
}

test("decode() inverts encode() for any pipeline", async () => {
  await fc.assert(
    fc.asyncProperty(pipeline, async ({ dataType, shape, codecs, seed, values }) => {
      const encoded = await inThreadCoder.encode(randomChunk(dataType, shape, seed, values), codecs);
      const decoded = await inThreadCoder.decode(encoded);
      expectBytes(elementBytes(decoded), elementBytes(randomChunk(dataType, shape, seed, values)));
    }),
    { numRuns: 600 },
  );
});
