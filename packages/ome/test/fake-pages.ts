/** TIFF pages in memory: small arrays whose elements say which page, row, column and sample they are. */

import {
  type ArrayInfo,
  bytesOf,
  type Chunk,
  type ChunkSource,
  chunkIndices,
  chunkRegion,
  createChunk,
  type DataType,
  elementCount,
  gridShape,
  StorageError,
} from "@chunkwright/core";
import type { TiffPage, TiffPages } from "../src/index.ts";

export interface FakePage extends Partial<Omit<TiffPage, "source" | "subIfds">> {
  readonly shape: readonly number[];
  readonly chunkShape?: readonly number[];
  readonly dataType?: DataType;
  /** Added to every element: the page's number, usually, times 1000. */
  readonly base?: number;
  readonly subIfds?: readonly FakePage[];
  /** How many planes without IFDs follow; any number unless told. */
  readonly planesBehind?: number;
  /** Why the image cannot be read. */
  readonly error?: StorageError;
}

export interface FakeFile extends TiffPages {
  /** IFDs asked for, in order. */
  readonly asked: number[];
}

/** `broken` is what is wrong with the chain behind the last page. */
export function fakeFile(pages: readonly FakePage[], broken?: StorageError): FakeFile {
  const asked: number[] = [];
  return {
    asked,
    async ifdCount() {
      if (broken) throw broken;
      return pages.length;
    },
    async ifd(n) {
      asked.push(n);
      const page = pages[n];
      if (page) return fakePage(page);
      if (broken) throw broken;
      throw new StorageError("not-found", `Cannot find IFD ${n}`, { path: `ifd/${n}` });
    },
  };
}

export function fakePage({
  shape,
  chunkShape = shape,
  dataType = "uint16",
  base = 0,
  subIfds = [],
  planesBehind = Number.POSITIVE_INFINITY,
  error,
  ...fields
}: FakePage): TiffPage {
  return {
    description: undefined,
    software: undefined,
    newSubfileType: 0,
    planarConfiguration: 1,
    xResolution: undefined,
    yResolution: undefined,
    resolutionUnit: 2,
    tags: [256],
    tag: async () => undefined,
    ...fields,
    source() {
      if (error) throw error;
      return fakeSource({ shape, chunkShape, dataType }, base);
    },
    subIfds: async () => subIfds.map(fakePage),
    async stackedPlane(n) {
      if (n > planesBehind) {
        throw new StorageError("invalid-data", `Cannot read plane ${n}: there are ${planesBehind}`, {
          format: "tiff",
        });
      }
      return fakePage({ shape, chunkShape, dataType, ...fields, base: base + 1000 * n });
    },
  };
}

/** An array whose elements count up from `base` in C order. */
export function fakeSource(
  { shape, chunkShape, dataType }: Pick<ArrayInfo, "shape" | "chunkShape" | "dataType">,
  base = 0,
): ChunkSource {
  const codecs = [{ name: "bytes", configuration: { endian: "little" } }];
  const info: ArrayInfo = { shape, chunkShape, dataType, fillValue: 0, codecs, attributes: {} };
  return {
    kind: "array",
    info,
    async readChunk(index) {
      const chunk = createChunk(dataType, chunkShape);
      const { start } = chunkRegion(info, index);
      let i = 0;
      for (const offset of chunkIndices(chunkShape)) {
        chunk.data[i++] =
          base +
          cOrder(
            offset.map((at, axis) => at + start[axis]!),
            shape,
          );
      }
      return chunk;
    },
    async readEncodedChunk(index) {
      const chunk: Chunk | undefined = await this.readChunk(index);
      if (!chunk) return undefined;
      const bytes = bytesOf(chunk.data);
      return { bytes, dataType, shape: chunkShape, codecs };
    },
  };
}

function cOrder(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((at, i, axis) => at * shape[axis]! + i, 0);
}

export function chunkCount(source: ChunkSource): number {
  return elementCount(gridShape(source.info));
}
