/**
 * Listing the children of a prefix. Amazon S3 API Reference, ListObjectsV2.
 *
 * @module
 */

import { StorageError, type StoreEntry } from "@chunkwright/core";
import { requestS3 } from "./object-request.ts";
import type { S3Settings } from "./s3-options.ts";
import { elements, text } from "./xml-text.ts";

/** Direct children of `prefix`, page by page; `prefix` and keys start from the bucket's root. */
export async function* listObjects(
  settings: S3Settings,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoreEntry> {
  const tokens = new Set<string>();
  for (let token: string | undefined = ""; token !== undefined; ) {
    signal?.throwIfAborted();
    const page: string = await requestS3(settings, {
      action: `list ${prefix || "the bucket"}`,
      path: "",
      query: {
        "list-type": "2",
        prefix,
        delimiter: "/",
        // XML cannot hold every character of a key.
        "encoding-type": "url",
        ...(token && { "continuation-token": token }),
      },
      key: prefix,
      signal,
      parse: (_, body) => new TextDecoder().decode(body),
    });
    yield* entriesOf(page);
    token = text(page, "IsTruncated") === "true" ? text(page, "NextContinuationToken") : undefined;
    if (token === undefined) {
      if (text(page, "IsTruncated") !== "true") return;
      throw failure(prefix, "a page is not the last, but names no next one");
    }
    if (tokens.has(token)) throw failure(prefix, "the continuation tokens repeat");
    tokens.add(token);
  }
}

function* entriesOf(page: string): Generator<StoreEntry> {
  if (!page.includes("<ListBucketResult")) throw failure("", "the response is not a listing");
  const isEncoded = text(page, "EncodingType") === "url";
  // Form encoding: spaces are plus signs.
  const decode = (name: string) => (isEncoded ? decodeURIComponent(name.replaceAll("+", " ")) : name);
  for (const item of elements(page, "Contents")) {
    yield { kind: "key", key: decode(text(item, "Key") ?? "") };
  }
  for (const item of elements(page, "CommonPrefixes")) {
    yield { kind: "prefix", key: decode(text(item, "Prefix") ?? "") };
  }
}

function failure(prefix: string, fact: string): StorageError {
  return new StorageError("store", `Cannot list ${prefix || "the bucket"}: ${fact}`, { key: prefix });
}
