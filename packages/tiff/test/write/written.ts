/** Files written in memory, and images of random elements to write. */

import {
  type Bytes,
  type Chunk,
  type ChunkSink,
  type CodecSpec,
  chunkIndices,
  createElements,
  type DataType,
  elementCount,
  fileOfBytes,
  gridShape,
  isNumeric,
  type Shape,
  viewElements,
  zeroOf,
} from "@chunkwright/core";
import { arraySource, seededRandom } from "@chunkwright/testkit";
import type { TiffImage } from "../../src/index.ts";

/** A file that grows where it is written. */
export class MemoryFile {
  bytes: Bytes = new Uint8Array(0);
  isClosed = false;
  /** Offsets in the order of the writes. */
  readonly offsets: number[] = [];

  async write(offset: number, bytes: Bytes): Promise<void> {
    if (this.isClosed) throw new Error("The file is closed");
    this.offsets.push(offset);
    const end = offset + bytes.byteLength;
    if (end > this.bytes.byteLength) {
      const grown = new Uint8Array(end);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes.set(bytes, offset);
  }

  read = (offset: number, length: number): Promise<Bytes> => fileOfBytes(this.bytes).read(offset, length);

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

export const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
export const ZLIB: CodecSpec = { name: "numcodecs.zlib", configuration: { level: 6 } };

export function imageOf(
  dataType: DataType,
  shape: Shape,
  chunkShape: Shape,
  codecs: readonly CodecSpec[] = [LITTLE, ZLIB],
  more: Omit<TiffImage, "info"> = {},
): TiffImage {
  const fillValue = zeroOf(dataType);
  return { ...more, info: { dataType, shape, chunkShape, fillValue, codecs, attributes: {} } };
}

/** Small random numbers, the same on every run; floats with fractions. */
export function randomChunk(dataType: DataType, shape: Shape, seed = 1): Chunk {
  if (!isNumeric(dataType)) throw new TypeError(`${dataType} elements are no numbers`);
  const count = elementCount(shape);
  const random = seededRandom(seed);
  const { byteLength } = createElements(dataType, count);
  if (dataType.startsWith("float3") || dataType.startsWith("float6") || dataType.startsWith("complex")) {
    const data = createElements(dataType, count);
    for (let i = 0; i < data.length; i += 1) data[i] = random.below(1000) / 8 - 40;
    return { dataType, shape, data } as Chunk;
  }
  // Bit patterns of small numbers in every other type, binary16 too.
  const bytes = random.bytes(byteLength).map((byte, i) => (i % 2 === 0 ? byte : byte & 0x3f));
  return { dataType, shape, data: viewElements(dataType, bytes, count) } as Chunk;
}

/** Writes all chunks of `chunk`, last ones first, and closes the sink. */
export async function writeAll(sink: ChunkSink, chunk: Chunk): Promise<void> {
  const source = arraySource(chunk, sink.info.chunkShape);
  for (const index of [...chunkIndices(gridShape(sink.info))].reverse()) {
    const part = await source.readChunk(index);
    if (part) await sink.writeChunk(index, part);
  }
  await sink.close();
}
