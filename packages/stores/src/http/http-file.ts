/**
 * One file on a web server, read by ranges.
 *
 * @module
 */

import {
  type ByteSource,
  type ByteSpan,
  type CallOptions,
  fileOfBytes,
  StorageError,
} from "@chunkwright/core";
import { resolveRange } from "../resolve-range.ts";
import { coalesce } from "./coalesce.ts";
import { type HttpOptions, httpSettings } from "./http-options.ts";
import { parseHttpUrl, urlName } from "./http-url.ts";
import { isSameVersion, requestRange, type ValuePart } from "./range-request.ts";
import { isCrossOrigin, requestSize } from "./request-size.ts";

/** Options of `openHttpFile`. */
export interface HttpFileOptions extends HttpOptions, CallOptions {
  /** Bytes that the first request, which also learns the size, reads and keeps; 64 KiB by default. */
  readonly headBytes?: number;
}

/**
 * Opens a file in one request, or two if its server is of another origin and hides Content-Range; "not-found" if it is
 * absent. All reads are of one version: they reject with "store" if ETag, Last-Modified or size have changed. If the
 * server ignores ranges, the file is read whole, up to a limit.
 */
export async function openHttpFile(url: string | URL, options: HttpFileOptions = {}): Promise<ByteSource> {
  const location = parseHttpUrl(url);
  const name = urlName(location);
  const settings = httpSettings(options);
  const headBytes = options.headBytes ?? 64 * 1024;
  if (!Number.isSafeInteger(headBytes) || headBytes < 1) {
    throw new RangeError(`Cannot open ${name} with its first ${headBytes} bytes`);
  }
  const fetchSpan = async (span: ByteSpan, signal: AbortSignal | undefined) => {
    const part = await requestRange(settings, location, name, span, signal);
    return part ?? notFound(name);
  };
  const head = await fetchSpan({ offset: 0, length: headBytes }, options.signal);
  /** For pages of other origins, to which the server does not expose Content-Range. */
  const hiddenSize = async () => {
    const size = isCrossOrigin(location)
      ? await requestSize(settings, location, name, options.signal)
      : undefined;
    if (size !== undefined && head.bytes.byteLength === Math.min(headBytes, size)) return size;
    throw new StorageError("store", `Cannot open ${name}: the server does not state its size`, { key: name });
  };
  const size = head.total ?? (await hiddenSize());
  if (head.bytes.byteLength === size) return fileOfBytes(head.bytes, name);

  const readSpan = coalesce(
    async (_, span, signal) => checkUnchanged(name, head, await fetchSpan(span, signal)),
    settings.maxGapBytes,
  );
  return {
    size,
    async read(offset, length, call) {
      call?.signal?.throwIfAborted();
      const span = resolveRange(name, { offset, length }, size);
      const end = offset + length;
      if (length === 0 || end <= head.bytes.byteLength) return head.bytes.slice(offset, end);
      return (await readSpan(name, span, call?.signal)) ?? notFound(name);
    },
  };
}

function notFound(name: string): never {
  throw new StorageError("not-found", `Cannot read ${name}: it does not exist`, { path: name });
}

/**
 * Compares instead of sending If-Range: a server would respond to a change with the whole file, and browsers would
 * first send a CORS preflight request.
 */
function checkUnchanged(name: string, opened: ValuePart, part: ValuePart): ValuePart {
  const isSameSize = part.total === undefined || part.total === opened.total;
  if (isSameSize && isSameVersion(opened.version, part.version)) return part;
  throw new StorageError("store", `Cannot read ${name}: it has changed since it was opened`, { key: name });
}
