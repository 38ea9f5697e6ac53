/**
 * One image being written: its chunks in any order, and where they went.
 *
 * @module
 */

import {
  byteSize,
  bytesOf,
  type CallOptions,
  type CheckedSink,
  type ChunkIndex,
  type ChunkPart,
  type ChunkSink,
  type ChunkSource,
  checkChunkIndex,
  checkEncodedChunk,
  checkedSink,
  chunkExtent,
  chunkIndices,
  type EncodedChunk,
  elementCount,
  filledChunk,
  gridShape,
  jsonEquals,
  resizeChunk,
  type Shape,
  StorageError,
  type WriteOutcome,
} from "@chunkwright/core";
import { TAGS } from "../ifd/tags.ts";
import { chunkNumber, type ImageLayout, storedShape } from "../image/image-layout.ts";
import type { ChunkFile } from "./chunk-file.ts";
import { extendEdges } from "./extend-edges.ts";
import { type ImageSize, imageFields, imageSize } from "./image-fields.ts";
import { jpegSubsampling } from "./jpeg-subsampling.ts";
import { storageTags, unwritable, YCBCR } from "./storage-tags.ts";
import { numberField, type PlannedField, planField } from "./tiff-field.ts";
import type { TiffImage } from "./tiff-image.ts";

/** Their places take 12 bytes of memory each. */
const MAX_CHUNKS = 2 ** 27;

/** Needs 12 bytes of memory a chunk. */
export class ImageWriter {
  readonly image: TiffImage;
  readonly #layout: ImageLayout;
  readonly #offsets: Float64Array;
  /** 0: not written. */
  readonly #byteCounts: Uint32Array;
  /** Whether each chunk has its place before it is written, as those without compression have. */
  #arePlaced = false;
  #sink: CheckedSink | undefined;
  /** Whether colours are luminance and two differences, which may have fewer samples. TIFF 6.0 §21. */
  readonly #isYCbCr: boolean;
  #subsampling: readonly [number, number] | undefined;

  constructor(image: TiffImage) {
    this.image = image;
    this.#isYCbCr = storageTags(image.info, image.planar ?? false).photometric === YCBCR;
    this.#layout = layoutOf(image, imageSize(image));
    const chunks = elementCount(gridShape(image.info));
    if (chunks > MAX_CHUNKS) throw unwritable(`${chunks} ${image.strips ? "strips" : "tiles"}`);
    this.#offsets = new Float64Array(chunks);
    this.#byteCounts = new Uint32Array(chunks);
  }

  /** Bytes of all chunks where they are known beforehand: without compression. */
  get fixedByteLength(): number | undefined {
    const { info } = this.image;
    if (info.codecs.some(({ name }) => name !== "bytes")) return undefined;
    let sum = 0;
    for (const index of chunkIndices(gridShape(info))) sum += this.#storedBytes(index);
    return sum;
  }

  /** Gives each chunk its place, in the order of their numbers, the first one at `start`. */
  placeAt(start: number): void {
    this.#arePlaced = true;
    let offset = start;
    for (const index of chunkIndices(gridShape(this.image.info))) {
      this.#offsets[chunkNumber(this.#layout, index)] = offset;
      offset += this.#storedBytes(index);
    }
  }

  /** What the directory says. Where the chunks are is asked when the directory is written. */
  fields(isLevel: boolean, isBig: boolean): readonly PlannedField[] {
    const { image } = this;
    const [offsets, byteCounts] = image.strips
      ? [TAGS.StripOffsets, TAGS.StripByteCounts]
      : [TAGS.TileOffsets, TAGS.TileByteCounts];
    const chunks = this.#offsets.length;
    const subsampling = (i: number) => this.#subsampling?.[i] ?? 1;
    return [
      ...imageFields(image, isLevel).map(planField),
      ...(this.#isYCbCr ? [numberField(TAGS.YCbCrSubSampling, "SHORT", 2, subsampling)] : []),
      numberField(offsets, isBig ? "LONG8" : "LONG", chunks, (i) => this.#offsets[i]!),
      numberField(byteCounts, "LONG", chunks, (i) => this.#byteCounts[i]!),
    ];
  }

  sink(file: ChunkFile): ChunkSink {
    const { info } = this.image;
    const isLossy = info.codecs.some(({ configuration }) => configuration?.quality !== undefined);
    const encodePart = isLossy ? undefined : file.coder.encodePart?.bind(file.coder);
    const sink: ChunkSink = {
      info,
      lenientFormat: "tiff",
      writeChunk: async (index, chunk, options) => {
        const stored = resizeChunk(chunk, storedShape(this.#layout, index));
        if (isLossy) extendEdges(bytesOf(stored.data), stored.shape, chunkExtent(info, index));
        const { bytes } = await file.coder.encode(stored, info.codecs, options);
        await this.#store(file, index, bytes, options);
        file.release?.(bytes);
      },
      ...(encodePart && {
        writePart: async (index, part, options) => {
          const shape = storedShape(this.#layout, index);
          const written = await this.#encodeTo(file, index, part, shape, options);
          if (written !== "refused") return;
          const { bytes } = await encodePart(part, shape, info.codecs, options);
          await this.#store(file, index, bytes, options);
          file.release?.(bytes);
        },
      }),
      writeEncodedChunk: async (index, encoded, options) => {
        checkEncodedChunk({ ...info, chunkShape: storedShape(this.#layout, index) }, index, encoded);
        await this.#store(file, index, encoded.bytes, options);
      },
      close: () => this.#fill(file),
    };
    this.#sink = checkedSink(sink, "the image");
    return this.#sink;
  }

  get isClosed(): boolean {
    return this.#sink?.isClosed ?? false;
  }

  /** The chunks that have been written. */
  source(file: ChunkFile): ChunkSource {
    const { info } = this.image;
    const readEncodedChunk = async (
      index: ChunkIndex,
      options?: CallOptions,
    ): Promise<EncodedChunk | undefined> => {
      checkChunkIndex(info, index);
      const n = chunkNumber(this.#layout, index);
      if (this.#byteCounts[n] === 0) return undefined;
      const bytes = await file.read(this.#offsets[n]!, this.#byteCounts[n]!, options);
      return {
        bytes,
        dataType: info.dataType,
        shape: storedShape(this.#layout, index),
        codecs: info.codecs,
      };
    };
    return {
      kind: "array",
      info,
      readEncodedChunk,
      async readChunk(index, options) {
        const encoded = await readEncodedChunk(index, options);
        return encoded && resizeChunk(await file.coder.decode(encoded, options), info.chunkShape);
      },
    };
  }

  async #encodeTo(
    file: ChunkFile,
    index: ChunkIndex,
    part: ChunkPart,
    shape: Shape,
    options?: CallOptions,
  ): Promise<WriteOutcome> {
    // The subsampling of JPEG is found in the first chunk, which has to pass through here for that.
    if (!file.encodeTo || this.#isYCbCr) return "refused";
    const n = chunkNumber(this.#layout, index);
    const offset = this.#arePlaced ? this.#offsets[n]! : undefined;
    const written = await file.encodeTo(part, shape, this.image.info.codecs, offset, options);
    if (written !== "refused") {
      checkByteCount(index, written.length);
      this.#offsets[n] = written.offset;
      this.#byteCounts[n] = written.length;
    }
    return written;
  }

  async #store(
    file: ChunkFile,
    index: ChunkIndex,
    bytes: EncodedChunk["bytes"],
    options?: CallOptions,
  ): Promise<void> {
    const n = chunkNumber(this.#layout, index);
    const { byteLength } = bytes;
    checkByteCount(index, byteLength);
    if (this.#isYCbCr) this.#subsampling ??= jpegSubsampling(bytes);
    if (this.#arePlaced) await file.writeAt(this.#offsets[n]!, bytes, options);
    else this.#offsets[n] = await file.append(bytes, options);
    this.#byteCounts[n] = byteLength;
  }

  /**
   * Chunks that nobody wrote hold the fill value: libvips refuses files that leave tiles out. Where chunks have no
   * place of their own they all share one.
   */
  async #fill(file: ChunkFile): Promise<void> {
    const { info } = this.image;
    let shared: { readonly offset: number; readonly byteLength: number } | undefined;
    for (const index of chunkIndices(gridShape(info))) {
      const n = chunkNumber(this.#layout, index);
      if (this.#byteCounts[n] !== 0) continue;
      const shape = storedShape(this.#layout, index);
      const isWhole = jsonEquals(shape, info.chunkShape);
      if (!shared || !isWhole) {
        const { bytes } = await file.coder.encode(
          filledChunk(info.dataType, shape, info.fillValue),
          info.codecs,
        );
        await this.#store(file, index, bytes);
        if (this.#arePlaced || !isWhole) continue;
        shared = { offset: this.#offsets[n]!, byteLength: this.#byteCounts[n]! };
      }
      this.#offsets[n] = shared.offset;
      this.#byteCounts[n] = shared.byteLength;
    }
  }

  #storedBytes(index: ChunkIndex): number {
    return elementCount(storedShape(this.#layout, index)) * byteSize(this.image.info.dataType);
  }
}

/** TileByteCounts are LONG. TIFF 6.0 §15. */
function checkByteCount(index: ChunkIndex, byteLength: number): void {
  if (byteLength < 2 ** 32) return;
  throw new StorageError("unsupported", `Cannot write chunk [${index}]: it has ${byteLength} bytes`, {
    format: "tiff",
    feature: "chunks of 4 GiB",
  });
}

/** The planned image as the reader will see it. */
function layoutOf({ info, planar = false, strips = false }: TiffImage, { samples }: ImageSize): ImageLayout {
  const hasSamples = info.shape.length === 3;
  if (!hasSamples && samples !== 1) throw new TypeError("An image of two axes has one sample");
  return {
    isTiled: !strips,
    sampleAxis: hasSamples ? (planar ? "first" : "last") : "none",
    shape: info.shape,
    chunkShape: info.chunkShape,
    dimensionNames: [],
  };
}
