/**
 * The rows of reference files, read and written by hyparquet, which is loaded when needed.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";

/** A row: `path`, `offset` and `size` name a place, `raw` holds the value itself. */
export interface ParquetRow {
  readonly path: string | undefined;
  readonly offset: number;
  readonly size: number;
  readonly raw: Bytes | undefined;
}

/** Pages that decompress to more are refused. */
const MAX_PAGE_BYTES = 2 ** 28;

/** All rows of a file, `mostRows` of them at most. Rejects with "invalid-data" for what is not such a file. */
export async function readParquetRows(
  bytes: Bytes,
  key: string,
  mostRows: number,
): Promise<readonly ParquetRow[]> {
  const [{ parquetMetadata, parquetReadObjects, parquetSchema }, { decompress }] = await Promise.all([
    import("hyparquet"),
    import("fzstd"),
  ]);
  try {
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const metadata = parquetMetadata(file);
    if (metadata.num_rows > mostRows) throw new RangeError(`${metadata.num_rows} rows are over ${mostRows}`);
    const known = parquetSchema(metadata).children.map(({ element }) => element.name);
    const rows = await parquetReadObjects({
      file,
      metadata,
      columns: ["path", "offset", "size", "raw"].filter((column) => known.includes(column)),
      // Only columns that are declared as text.
      utf8: false,
      compressors: {
        // hyparquet decompresses synchronously, so the decoder must not need loading.
        ZSTD(compressed, byteLength) {
          if (byteLength > MAX_PAGE_BYTES) throw new RangeError(`A page of ${byteLength} bytes is too large`);
          return decompress(compressed, new Uint8Array(byteLength));
        },
      },
    });
    return rows.map(parseRow);
  } catch (cause) {
    const fact = cause instanceof Error ? cause.message : String(cause);
    const context = { format: "references" };
    throw new StorageError("invalid-data", `Cannot read ${key}: ${fact}`, context, { cause });
  }
}

/** A file of these rows that every reader of Parquet accepts. */
export async function printParquetRows(rows: readonly ParquetRow[]): Promise<Bytes> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  // With statistics, because fastparquet takes integers without any for nullable ones.
  const file = parquetWriteBuffer({
    statistics: true,
    columnData: [
      { name: "path", type: "STRING", nullable: true, data: rows.map(({ path }) => path) },
      { name: "offset", type: "INT64", nullable: false, data: rows.map(({ offset }) => BigInt(offset)) },
      { name: "size", type: "INT64", nullable: false, data: rows.map(({ size }) => BigInt(size)) },
      { name: "raw", type: "BYTE_ARRAY", nullable: true, data: rows.map(({ raw }) => raw) },
    ],
  });
  return new Uint8Array(file);
}

function parseRow({ path, offset, size, raw }: Readonly<Record<string, unknown>>): ParquetRow {
  return {
    path: textOf(path),
    offset: Number(offset ?? 0),
    size: Number(size ?? 0),
    raw: raw instanceof Uint8Array ? new Uint8Array(raw) : undefined,
  };
}

/** Some writers do not declare their paths as text. */
function textOf(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === "string" ? value : undefined;
}
