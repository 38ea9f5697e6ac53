/**
 * Opening a TIFF file.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  BlockReader,
  type ByteSource,
  type CallOptions,
  checkFile,
  dataViewOf,
  fileStore,
  isStorageError,
  LoadOnce,
  StorageError,
} from "@chunkwright/core";
import { readLsmOffsets } from "./dialect/lsm-offsets.ts";
import { readMicroManagerIndex } from "./dialect/micro-manager-index.ts";
import { HEADER_BYTES, parseHeader, type TiffHeader } from "./ifd/header.ts";
import { IfdChain } from "./ifd/ifd-chain.ts";
import { readIfdEntries } from "./ifd/ifd-entries.ts";
import { MainIfds } from "./ifd/main-ifds.ts";
import { TagIndexes } from "./ifd/tag-index.ts";
import { TAGS } from "./ifd/tags.ts";
import { getSafeUint64 } from "./ifd/uint64.ts";
import { RecentDescriptions } from "./image/image-description.ts";
import { listArrays } from "./list-arrays.ts";
import type { TiffContext } from "./tiff-context.ts";
import type { IndexedIfd, OpenTiffOptions, TiffFile } from "./tiff-file.ts";

/** As many IFDs as tifffile reads; recordings of 100,000 frames are common. */
const DEFAULT_MAX_IFDS = 2 ** 22;

/** A block holds a few hundred IFDs, and is read over HTTP in the time of one round trip. */
const BLOCK_BYTES = 64 * 1024;
const BLOCKS_KEPT = 64;

/** Opens a classic or BigTIFF file. Reads its first block; rejects with "invalid-data" if it is no TIFF file. */
export async function openTiff(file: ByteSource, options: OpenTiffOptions = {}): Promise<TiffFile> {
  checkFile(file, "open a TIFF file");
  const blocks = new BlockReader(file, {
    format: "tiff",
    section: "TIFF 6.0 §2",
    blockBytes: BLOCK_BYTES,
    blocksKept: BLOCKS_KEPT,
    longestBytes: BLOCK_BYTES,
  });
  const headerBytes = Math.min(HEADER_BYTES, file.size);
  const header = parseHeader(await blocks.read(0, headerBytes, "the header", options));
  const plain = tiffContext(file, blocks, header, options);
  const ndpiHeader = await readLargeNdpiHeader(plain, options);
  const context = ndpiHeader ? tiffContext(file, blocks, ndpiHeader, options) : plain;
  return tiffFile(context, new IfdChain(context, options.ifdOffsets));
}

function tiffContext(
  file: ByteSource,
  blocks: BlockReader,
  header: TiffHeader,
  { coder = inThreadCoder, maxIfds = DEFAULT_MAX_IFDS, name = "", superResolution = 0 }: OpenTiffOptions,
): TiffContext {
  const context: TiffContext = {
    ...header,
    file,
    store: fileStore(file),
    blocks,
    tagIndexes: new TagIndexes(),
    descriptions: new RecentDescriptions(),
    coder,
    maxIfds,
    name,
    superResolution,
    lsmOffsets: new LoadOnce((options) => readLsmOffsets(context, options)),
  };
  return context;
}

/** The header of an NDPI file over 4 GiB, whose first offset has 64 bits, though it calls itself classic TIFF. */
async function readLargeNdpiHeader(
  context: TiffContext,
  options: CallOptions,
): Promise<TiffHeader | undefined> {
  const { file, blocks, isBigTiff, littleEndian } = context;
  if (file.size <= 2 ** 32 || isBigTiff || !littleEndian) return undefined;
  const bytes = await blocks.read(FIRST_IFD_OFFSET, 8, "the header", options);
  try {
    const firstIfdOffset = getSafeUint64(dataViewOf(bytes), 0, true);
    const ndpi = { ...context, isNdpi: true, firstIfdOffset };
    const isNdpi = (await readIfdEntries(ndpi, firstIfdOffset, options)).has(TAGS.NdpiFormat);
    return isNdpi ? { littleEndian, isBigTiff, isNdpi, firstIfdOffset } : undefined;
  } catch (error) {
    if (isStorageError(error, "invalid-data")) return undefined;
    throw error;
  }
}

const FIRST_IFD_OFFSET = 4;

function tiffFile(context: TiffContext, chain: IfdChain): TiffFile {
  const main = new MainIfds(context, chain);
  return {
    endian: context.littleEndian ? "little" : "big",
    isBigTiff: context.isBigTiff,
    ifdCount: (options) => chain.count(options),
    ifdOffsets: (options) => chain.offsets(options),
    async ifd(n, options) {
      if (!Number.isInteger(n) || n < 0) throw new RangeError(`No IFD has the number ${n}`);
      const found = await main.open(n, options);
      if (found) return found.ifd;
      const count = await chain.count(options);
      throw new StorageError("not-found", `Cannot open IFD ${n}: the file has ${count}`, {
        path: `ifd/${n}`,
      });
    },
    async *ifds(options) {
      for (let n = 0; ; n += 1) {
        options?.signal?.throwIfAborted();
        const found = main.known(n) ?? (await main.open(n, options));
        if (!found) return;
        yield found.ifd;
      }
    },
    indexMap: (options) => readIndexMap(context, chain, options),
    arrays: (options) => listArrays(context, main, options),
  };
}

/** Images without an IFD in the chain are none. */
async function readIndexMap(
  context: TiffContext,
  chain: IfdChain,
  options?: CallOptions,
): Promise<readonly IndexedIfd[] | undefined> {
  const images = await readMicroManagerIndex(context, options);
  if (!images) return undefined;
  const numbers = new Map((await chain.offsets(options)).map((offset, n) => [offset, n]));
  return images.flatMap(({ offset, ...place }) => {
    const ifd = numbers.get(offset);
    return ifd === undefined ? [] : [{ ifd, ...place }];
  });
}
