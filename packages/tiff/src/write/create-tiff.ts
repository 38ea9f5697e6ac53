/**
 * Writing a TIFF or BigTIFF file: all directories at the front, chunks behind them in the order they come.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  type ByteSink,
  type ByteSource,
  byteSize,
  type CallOptions,
  type ChunkCoder,
  type ChunkSink,
  type ChunkSource,
  checkFileSink,
  createFileEnd,
  elementCount,
  gridShape,
  StorageError,
  takeRoom,
} from "@chunkwright/core";
import { TAGS } from "../ifd/tags.ts";
import {
  Allocator,
  BIG,
  CLASSIC,
  checkOffset,
  type Dialect,
  type Directory,
  placeDirectories,
  printDirectory,
  printHeader,
} from "./directory.ts";
import { type ChunkFile, ImageWriter } from "./image-writer.ts";
import { numberField, type PlannedField } from "./tiff-field.ts";
import type { TiffImage } from "./tiff-image.ts";

/** Options of `createTiff`. */
export interface CreateTiffOptions {
  /** Encodes chunks; `inThreadCoder` unless told. */
  readonly coder?: ChunkCoder | undefined;
  /** BigTIFF or not; BigTIFF where the images might not fit into 4 GiB unless told. */
  readonly bigTiff?: boolean | undefined;
  /** Lists the first image's levels in the chain too, behind all pages: OpenSlide looks for them nowhere else. */
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

/** Chunks begin where processors like to read them. */
const CHUNK_ALIGNMENT = 16;

/**
 * A writer for `images`, which become pages in this order, their levels SubIFDs. The file is empty and belongs to the
 * writer from now on. Needs 12 bytes of memory a chunk beside what is in flight. Throws "unsupported" for what TIFF
 * cannot say, `RangeError` for chunks that are no tiles or strips.
 */
export function createTiff(
  file: ByteSink & Partial<Pick<ByteSource, "read">>,
  images: readonly TiffImage[],
  { coder = inThreadCoder, ...options }: CreateTiffOptions = {},
): TiffWriter {
  checkFileSink(file, "create a TIFF file");
  const { dialect, allocator, pages, directories } = planFront(images, options);
  for (const writer of pages.flatMap((page) => [page.writer, ...page.levels])) {
    const { info, unlisted } = writer.image;
    const byteLength = writer.fixedByteLength;
    if (byteLength !== undefined) {
      // Pages of one kind lie side by side: ImageJ and tifffile read such a stack as one piece.
      writer.placeAt(allocator.take(byteLength, byteSize(info.dataType)));
      if (!unlisted) checkOffset(dialect, allocator.end);
    } else if (unlisted) {
      throw new RangeError("An image without a directory is compressed");
    }
  }
  let isClosed = false;

  const release = file.keepsNothing ? coder.release?.bind(coder) : undefined;
  const lend = file.lend?.bind(file);
  const encodeTo = lend && coder.encodeTo?.bind(coder);
  const end = createFileEnd(allocator.end, CHUNK_ALIGNMENT);
  const chunks: ChunkFile = {
    coder,
    ...(release && { release }),
    async append(bytes, options) {
      const offset = takeRoom(end, bytes.byteLength);
      checkOffset(dialect, offset + bytes.byteLength);
      await file.write(offset, bytes, options);
      return offset;
    },
    ...(encodeTo && {
      async encodeTo(part, shape, codecs, offset, options) {
        const written = await lend((lent) =>
          encodeTo(part, shape, codecs, { file: lent, place: offset ?? end }, options),
        );
        if (written !== "refused") checkOffset(dialect, written.offset + written.length);
        return written;
      },
    }),
    writeAt: (offset, bytes, options) => file.write(offset, bytes, options),
    async read(offset, length, options) {
      if (file.read) return file.read(offset, length, options);
      throw new StorageError(
        "unsupported",
        "Cannot read what has been written: the file is for writing only",
        {
          format: "tiff",
          feature: "reading back from this sink",
        },
      );
    },
  };
  const imageWriter = (writer: ImageWriter, levels: readonly TiffImageWriter[]): TiffImageWriter => ({
    sink: writer.sink(chunks),
    reopen: () => writer.source(chunks),
    levels,
  });

  return {
    isBigTiff: dialect.isBig,
    images: pages.map(({ writer, levels }) =>
      imageWriter(
        writer,
        levels.map((level) => imageWriter(level, [])),
      ),
    ),
    async close(options) {
      if (isClosed) return;
      const open = pages
        .flatMap(({ writer, levels }) => [writer, ...levels])
        .find((writer) => !writer.isClosed);
      if (open) throw new TypeError("Cannot close the TIFF file: an image is still open");
      for (const directory of directories) {
        for (const { offset, bytes } of printDirectory(directory, dialect)) {
          await file.write(offset, bytes, options);
        }
      }
      await file.write(0, printHeader(dialect, directories[0]!.offset), options);
      await file.close();
      isClosed = true;
    },
  };
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
  options: Omit<CreateTiffOptions, "coder"> = {},
): TiffSize {
  return { frontBytes: planFront(images, options).allocator.end, byteLength: mostBytes(images) };
}

interface Front {
  readonly dialect: Dialect;
  /** Its next place is that of the first chunk. */
  readonly allocator: Allocator;
  readonly pages: readonly Page[];
  readonly directories: readonly Directory[];
}

function planFront(
  images: readonly TiffImage[],
  { bigTiff, chainLevels = false }: Omit<CreateTiffOptions, "coder">,
): Front {
  if (images.length === 0) throw new RangeError("A TIFF file has at least one image");
  const dialect = (bigTiff ?? mostBytes(images) >= 2 ** 32) ? BIG : CLASSIC;
  const allocator = new Allocator(dialect.headerBytes);
  const pages = images.map((image) => ({
    writer: new ImageWriter(image),
    levels: (image.levels ?? []).map((level) => {
      if (level.levels) throw new RangeError("A level has no levels of its own");
      return new ImageWriter(level);
    }),
  }));
  const directories = planDirectories(pages, dialect, chainLevels, allocator);
  allocator.take(0, CHUNK_ALIGNMENT);
  return { dialect, allocator, pages, directories };
}

interface Page {
  readonly writer: ImageWriter;
  readonly levels: readonly ImageWriter[];
}

/**
 * Each page and behind it its levels, placed; SubIFDs name the levels. Adobe PageMaker 6.0 TIFF Technical Notes. In
 * the chain, levels come behind all pages, so that numbers of pages hold whether levels are in it or not.
 */
function planDirectories(
  pages: readonly Page[],
  dialect: Dialect,
  chainLevels: boolean,
  allocator: Allocator,
): readonly Directory[] {
  let placed: readonly Directory[] = [];
  const fields: (readonly PlannedField[])[] = [];
  const chain: number[] = [];
  for (const { writer, levels } of pages) {
    if (writer.image.unlisted) continue;
    const page = fields.length;
    chain.push(page);
    const own = writer.fields(false, dialect.isBig);
    const subIfds = numberField(
      TAGS.SubIFDs,
      dialect.isBig ? "IFD8" : "IFD",
      levels.length,
      (i) => placed[page + 1 + i]!.offset,
    );
    fields.push(levels.length > 0 ? [...own, subIfds] : own);
    for (const level of levels) fields.push(level.fields(true, dialect.isBig));
  }
  if (chainLevels) chain.push(...pages[0]!.levels.map((_, i) => 1 + i));
  const following = new Map(chain.map((number, i) => [number, chain[i + 1]]));
  const offsetOf = (number: number | undefined) => (number === undefined ? 0 : placed[number]!.offset);
  placed = placeDirectories(
    fields.map((own, number) => ({ fields: own, next: () => offsetOf(following.get(number)) })),
    dialect,
    allocator,
  );
  return placed;
}

/** Compression may add a little, and directories take room. */
function mostBytes(images: readonly TiffImage[]): number {
  let bytes = 2 ** 20;
  for (const { info, levels = [] } of images.flatMap((image) => [image, ...(image.levels ?? [])])) {
    const chunks = elementCount(gridShape(info));
    bytes += chunks * (elementCount(info.chunkShape) * byteSize(info.dataType) * 1.05 + 64) + 4096;
    bytes += levels.length * 8;
  }
  return Math.ceil(bytes);
}
