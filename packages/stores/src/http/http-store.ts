/**
 * The files of a web server as a store.
 *
 * @module
 */

import {
  type ByteRange,
  type Bytes,
  type CallOptions,
  isStorageError,
  type ReadableStore,
} from "@chunkwright/core";
import { checkRange, resolveRange } from "../resolve-range.ts";
import { checkKey } from "../store-key.ts";
import { coalesce } from "./coalesce.ts";
import { beginsAsHtml, hasHtmlType, PAGE_START_BYTES } from "./html-page.ts";
import { type HttpOptions, type HttpSettings, httpSettings } from "./http-options.ts";
import { keyUrl, parseHttpUrl } from "./http-url.ts";
import { bytesOfRange, contentLength, isAbsent, refusal, requestRange } from "./range-request.ts";
import { requestHttp, type Verdict } from "./request.ts";
import { isCrossOrigin, requestSize } from "./request-size.ts";

/**
 * Reads the keys below `baseUrl`, whose query is sent with each. Responses are checked, transient failures retried, and
 * ranges of one key that are requested in the same tick and lie close together are joined. 404, 410 and an HTML page in
 * place of a value mean absent.
 */
export function httpStore(baseUrl: string | URL, options: HttpOptions = {}): ReadableStore {
  const base = parseHttpUrl(baseUrl);
  const settings = httpSettings(options);
  const readPart = async (key: string, range: ByteRange, signal: AbortSignal | undefined) => {
    const request = (wanted: ByteRange) => requestRange(settings, keyUrl(base, key), key, wanted, signal);
    const part = await request(range);
    if (!part?.hasHtmlType) return part;
    const start = part.offset === 0 ? part : await request({ offset: 0, length: PAGE_START_BYTES });
    return start && beginsAsHtml(start.bytes) ? undefined : part;
  };
  const readSpan = coalesce(readPart, settings.maxGapBytes);
  const store: ReadableStore = {
    async get(key, call) {
      checkKey(key);
      return requestHttp(settings, {
        url: keyUrl(base, key),
        key,
        signal: call?.signal,
        judge: (response) => judgeValue(settings, key, response),
      });
    },
    async getRange(key, range, call) {
      checkKey(key);
      checkRange(key, range);
      // A Range header cannot express an empty range. RFC 9110 §14.1.1.
      if (isEmpty(range)) {
        const size = await store.size(key, call);
        return size === undefined ? undefined : new Uint8Array(resolveRange(key, range, size).length);
      }
      if (!("suffixLength" in range)) return readSpan(key, range, call?.signal);
      // A browser asks other origins for permission before it sends a suffix, once for each URL.
      const size = isCrossOrigin(base) ? await sizeIfStated(store, key, call) : "unknown";
      if (size === undefined) return undefined;
      if (size !== "unknown") {
        const span = resolveRange(key, range, size);
        return span.length === 0 ? new Uint8Array(0) : readSpan(key, span, call?.signal);
      }
      const part = await readPart(key, range, call?.signal);
      return part && bytesOfRange(key, range, part);
    },
    async size(key, call) {
      checkKey(key);
      return requestSize(settings, keyUrl(base, key), key, call?.signal);
    },
  };
  return store;
}

/** URLs may be signed for GET only, and servers may refuse HEAD. */
async function sizeIfStated(
  store: ReadableStore,
  key: string,
  call: CallOptions | undefined,
): Promise<number | "unknown" | undefined> {
  try {
    return await store.size(key, call);
  } catch (error) {
    if (isStorageError(error, "store")) return "unknown";
    throw error;
  }
}

/** Chunks and documents are smaller. */
const MAX_VALUE_BYTES = 2 ** 31;

function judgeValue(settings: HttpSettings, key: string, response: Response): Verdict<Bytes | undefined> {
  if (isAbsent(settings, response.status)) return { kind: "value", value: undefined };
  if (response.status !== 200) throw refusal(key, response);
  return {
    kind: "body",
    byteLength: contentLength(response),
    maxBytes: MAX_VALUE_BYTES,
    finish: (bytes) => (hasHtmlType(key, response) && beginsAsHtml(bytes) ? undefined : bytes),
  };
}

function isEmpty(range: ByteRange): boolean {
  return ("suffixLength" in range ? range.suffixLength : range.length) === 0;
}
