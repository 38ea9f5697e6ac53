/**
 * Writing a TIFF or BigTIFF file: all directories at the front, chunks behind them in the order they come.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  type CallOptions,
  type ChunkCoder,
  type ChunkSink,
  type ChunkSource,
  checkFileSink,
  LoadOnce,
} from "@chunkwright/core";
import { type ChunkFile, chunkFile, type TiffSink } from "./chunk-file.ts";
import { printDirectory, printHeader } from "./directory.ts";
import type { ImageWriter } from "./image-writer.ts";
import { type FilePlan, mostBytes, placeChunks, planFile, writersOf } from "./plan-file.ts";
import type { TiffImage } from "./tiff-image.ts";

/** Options of `createTiff`. */
export interface CreateTiffOptions {
  /** Encodes chunks; `inThreadCoder` unless told. */
  readonly coder?: ChunkCoder | undefined;
  /** Whether to write BigTIFF: by default where the images might not fit into the 4 GiB of classic TIFF. */
  readonly bigTiff?: boolean | undefined;
  /** Whether the chain of pages ends with the levels of the first: OpenSlide looks for levels nowhere else. */
  readonly chainLevels?: boolean | undefined;
}

/** A page that is being written, and its levels. */
export interface TiffImageWriter {
  /** Takes chunks in any order, several at a time. Chunks that never come hold the fill value. */
  readonly sink: ChunkSink;
  /** The image as far as it has been written, to make its levels of. Rejects where the file cannot be read. */
  reopen(): ChunkSource;
  readonly levels: readonly TiffImageWriter[];
}

/** A TIFF file that is being written. */
export interface TiffWriter {
  /** In the order of the plan. */
  readonly images: readonly TiffImageWriter[];
  readonly isBigTiff: boolean;
  /**
   * Writes the directories and, last of all, the header, then closes the file: until then nothing takes it for a TIFF.
   * Rejects with `TypeError` while the sink of an image is open.
   */
  close(options?: CallOptions): Promise<void>;
}

/**
 * A writer for `images`, which become pages in this order, their levels SubIFDs. The file is empty and belongs to the
 * writer from now on. Needs 12 bytes of memory a chunk beside what is in flight. Throws "unsupported" for what TIFF
 * cannot say, `RangeError` for chunks that are no tiles or strips.
 */
export function createTiff(
  file: TiffSink,
  images: readonly TiffImage[],
  { coder = inThreadCoder, ...choices }: CreateTiffOptions = {},
): TiffWriter {
  checkFileSink(file, "create a TIFF file");
  const plan = planFile(images, choices);
  placeChunks(plan);
  const chunks = chunkFile(file, coder, plan.dialect, plan.allocator.end);
  const closing = new LoadOnce((options) => finishFile(file, plan, options));
  return {
    isBigTiff: plan.dialect.isBig,
    images: plan.pages.map(({ writer, levels }) =>
      imageWriter(
        writer,
        levels.map((level) => imageWriter(level, [], chunks)),
        chunks,
      ),
    ),
    close: (options) => closing.get(options),
  };
}

function imageWriter(
  writer: ImageWriter,
  levels: readonly TiffImageWriter[],
  chunks: ChunkFile,
): TiffImageWriter {
  return { sink: writer.sink(chunks), reopen: () => writer.source(chunks), levels };
}

/** Writes what says where the chunks went, the header last of all. */
async function finishFile(
  file: TiffSink,
  { pages, directories, dialect }: FilePlan,
  options?: CallOptions,
): Promise<void> {
  if (writersOf(pages).some(({ isClosed }) => !isClosed)) {
    throw new TypeError("Cannot close the TIFF file: an image is still open");
  }
  for (const directory of directories) {
    for (const { offset, bytes } of printDirectory(directory, dialect)) {
      await file.write(offset, bytes, options);
    }
  }
  await file.write(0, printHeader(dialect, directories[0]!.offset), options);
  await file.close();
}

/** How large a file will be, or may become. */
export interface TiffSize {
  /**
   * In front of the first chunk: what `close` writes. Chunks come one behind the other, in the order of the writes, but
   * in images without compression, where each has its place.
   */
  readonly frontBytes: number;
  /** Of the whole file, the most that there may be. */
  readonly byteLength: number;
}

/** How large the file of `createTiff` becomes, for sinks that have to know beforehand. */
export function tiffSize(
  images: readonly TiffImage[],
  choices: Omit<CreateTiffOptions, "coder"> = {},
): TiffSize {
  return { frontBytes: planFile(images, choices).allocator.end, byteLength: mostBytes(images) };
}
