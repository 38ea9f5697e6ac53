/**
 * A dataset being written: its chunks in any order, and where they went.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  type CheckedSink,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkPart,
  type ChunkSink,
  type ChunkSource,
  canCopy,
  checkedSink,
  chunkExtent,
  chunkIndices,
  chunkRegion,
  type EncodedChunk,
  elementCount,
  filledChunk,
  gridShape,
  isFixed,
  linearIndex,
  resizeChunk,
  type Shape,
} from "@chunkwright/core";
import { storedSource } from "../array/located-source.ts";
import { type ChunkStorage, NO_FILTERS } from "../chunk/chunk-storage.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { elementType } from "../type/element-type.ts";
import { meantElements } from "../type/json-elements.ts";
import type { Appender } from "./appender.ts";
import { ChunkPlaces } from "./chunk-places.ts";
import { filterMask } from "./filters-of-codecs.ts";
import type { DatasetPlan } from "./plan-dataset.ts";
import { chunkBtreeByteLength, printChunkBtree } from "./print/print-chunk-btree.ts";
import { printDataset, printLayout } from "./print/print-dataset.ts";
import type { PrintedMessage } from "./print/print-header.ts";
import type { PrintableDataset } from "./printable-dataset.ts";
import type { Referents } from "./reference-to.ts";
import { objectOf, storeObjects } from "./value/variable-elements.ts";

/** Elements of contiguous datasets begin at multiples of it. */
const CONTIGUOUS_ALIGNMENT = 8;

export class DatasetWriter implements PrintableDataset {
  readonly plan: DatasetPlan;
  readonly sink: CheckedSink;
  readonly #path: string;
  readonly #file: Appender;
  readonly #coder: ChunkCoder;
  readonly #counts: Shape;
  readonly #places: ChunkPlaces;
  /** Where contiguous elements begin, once there are any. */
  #start: number | undefined;
  /** The elements of a compact dataset. */
  #compact: Bytes | undefined;
  #fill: Bytes = new Uint8Array(0);

  constructor(path: string, plan: DatasetPlan, file: Appender, coder: ChunkCoder) {
    this.plan = plan;
    this.#path = path;
    this.#file = file;
    this.#coder = coder;
    this.#counts = gridShape(plan.info);
    this.#places = new ChunkPlaces(elementCount(this.#counts));
    this.sink = checkedSink(this.#uncheckedSink(), path);
  }

  #uncheckedSink(): ChunkSink {
    const { info } = this.plan;
    const canEncodeParts = this.#coder.encodePart !== undefined && isFixed(info.dataType);
    return {
      info,
      lenientFormat: "hdf5",
      writeChunk: (index, chunk, options) => this.#write(index, chunk, options),
      ...(canEncodeParts && {
        writePart: (index, part, options) => this.#writePart(index, part, options),
      }),
      writeEncodedChunk: async (index, encoded, options) => {
        const mask = this.#maskOf(encoded);
        if (mask === undefined) {
          throw new TypeError(
            `Cannot store encoded chunk [${index}] as it is: its type, shape or codecs differ`,
          );
        }
        if (this.plan.layout === "chunked" && isFixed(info.dataType)) {
          await this.#append(index, encoded.bytes, mask, options);
        } else {
          await this.#write(index, await this.#coder.decode(encoded, options), options);
        }
      },
      close: async () => {
        this.#fill = await this.#fillBytes();
        await this.#fillGaps();
      },
    };
  }

  /** The chunks that have been written, as a reader would see them. */
  source(context: Hdf5Context): ChunkSource {
    const { datatype, unexpressedType, filters, info } = this.plan;
    const { shape, chunkShape, fillValue, attributes } = info;
    const storage: ChunkStorage = {
      chunkShape,
      locate: async (index) => {
        const number = this.#number(index);
        if (!this.#places.has(number)) return undefined;
        return {
          offset: this.#places.offset(number),
          length: this.#places.byteLength(number),
          shape: this.#storedShape(index),
          mask: filters.length === 0 ? NO_FILTERS : this.#places.mask(number),
        };
      },
    };
    const element = meantElements(elementType(datatype), unexpressedType);
    const described = { fillValue, attributes };
    const source = storedSource(context, { path: this.#path, shape, element, filters, storage, described });
    return { ...source, info };
  }

  messages(referents: Referents): readonly PrintedMessage[] {
    return printDataset(this.plan, this.#fill, referents);
  }

  /** Bytes of the chunk index; 0 if there is none. */
  get bodyByteLength(): number {
    const { count } = this.#places;
    return this.plan.layout === "chunked" && count > 0 ? chunkBtreeByteLength(this.plan.info, count) : 0;
  }

  printBody(address: number): Bytes {
    return printChunkBtree(this.plan.info, this.#places, address, this.plan.elementBytes);
  }

  layout(indexAddress: number | undefined): PrintedMessage {
    return printLayout(this.plan, { compact: this.#compact, start: this.#start, indexAddress });
  }

  /** Which filters an encoded chunk went without; `undefined` if it cannot be stored as it is. */
  #maskOf(encoded: EncodedChunk): number | undefined {
    const { info } = this.plan;
    const [serializer, ...filters] = info.codecs;
    const [first, ...others] = encoded.codecs;
    if (!serializer || !first) return undefined;
    if (!canCopy({ ...encoded, codecs: [first] }, { ...info, codecs: [serializer] })) return undefined;
    return filterMask(others, filters);
  }

  async #write(index: ChunkIndex, chunk: Chunk, options?: CallOptions): Promise<void> {
    const stored = resizeChunk(chunk, this.#storedShape(index));
    const bytes = isFixed(stored.dataType)
      ? (await this.#coder.encode(stored, this.plan.info.codecs, options)).bytes
      : await storeObjects(
          this.#file,
          { path: this.#path, chunk: stored, datatype: this.plan.datatype },
          options,
        );
    await this.#store(index, bytes, options);
  }

  async #writePart(index: ChunkIndex, part: ChunkPart, options?: CallOptions): Promise<void> {
    const { info, layout } = this.plan;
    const shape = this.#storedShape(index);
    const coder = this.#coder;
    if (layout === "chunked" && coder.encodeTo) {
      const written = await this.#file.appendBy((target) =>
        coder.encodeTo!(part, shape, info.codecs, target, options),
      );
      if (written !== "refused") {
        this.#places.set(this.#number(index), written.offset, written.length, 0);
        return;
      }
    }
    const { bytes } = await coder.encodePart!(part, shape, info.codecs, options);
    await this.#store(index, bytes, options);
  }

  async #store(index: ChunkIndex, bytes: Bytes, options?: CallOptions): Promise<void> {
    switch (this.plan.layout) {
      case "chunked":
        return this.#append(index, bytes, 0, options);
      case "contiguous":
        return this.#place(index, bytes, options);
      case "compact":
        this.#compact = bytes;
    }
  }

  async #append(index: ChunkIndex, bytes: Bytes, mask: number, options?: CallOptions): Promise<void> {
    const { byteLength } = bytes;
    const offset = await this.#file.append(bytes, options);
    this.#places.set(this.#number(index), offset, byteLength, mask);
  }

  async #place(index: ChunkIndex, bytes: Bytes, options?: CallOptions): Promise<void> {
    const { info, elementBytes } = this.plan;
    this.#start ??= this.#file.take(elementCount(info.shape) * elementBytes, CONTIGUOUS_ALIGNMENT);
    const first = linearIndex(info.shape, chunkRegion(info, index).start);
    const offset = this.#start + first * elementBytes;
    const { byteLength } = bytes;
    await this.#file.write(offset, bytes, options);
    this.#places.set(this.#number(index), offset, byteLength, 0);
  }

  /**
   * Contiguous and compact data have no holes: elements that were never written are written as the fill value. So are
   * elements of variable length unless the fill value is empty: libhdf5 cannot insert it in a file that it only reads.
   */
  async #fillGaps(): Promise<void> {
    const { info, layout } = this.plan;
    const { dataType, chunkShape, fillValue } = info;
    const isFilled = isFixed(dataType) || objectOf(dataType, fillValue).byteLength === 0;
    if (isFilled && (layout === "chunked" || (layout === "contiguous" && this.#start === undefined))) return;
    for (const index of chunkIndices(this.#counts)) {
      const isThere =
        layout === "compact" ? this.#compact !== undefined : this.#places.has(this.#number(index));
      if (!isThere) await this.#write(index, filledChunk(dataType, chunkShape, fillValue));
    }
  }

  /** The fill value as it is stored; none if it is zero. */
  async #fillBytes(): Promise<Bytes> {
    const { info } = this.plan;
    if (!isFixed(info.dataType)) return new Uint8Array(0);
    const chunk = filledChunk(info.dataType, [1], info.fillValue);
    const { bytes } = await this.#coder.encode(chunk, info.codecs.slice(0, 1));
    return bytes.every((byte) => byte === 0) ? new Uint8Array(0) : bytes;
  }

  #number(index: ChunkIndex): number {
    return linearIndex(this.#counts, index);
  }

  /** Only chunks of chunked datasets reach beyond the edge. */
  #storedShape(index: ChunkIndex): Shape {
    const { info, layout } = this.plan;
    return layout === "chunked" ? info.chunkShape : chunkExtent(info, index);
  }
}
