/**
 * Requests of the S3 API other than reading objects: URL, response and errors. Amazon S3 API Reference, 2006-03-01.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { contentLength } from "../http/range-request.ts";
import { type HttpRequest, requestHttp, statusFact } from "../http/request.ts";
import type { S3Settings } from "./s3-options.ts";
import { text } from "./xml-text.ts";

export interface S3Request<T> extends Omit<HttpRequest<T>, "judge" | "url"> {
  readonly action: string;
  /** Percent-encoded path in the bucket; "" for the bucket itself. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The result, from headers and body of a successful response. */
  parse(response: Response, body: Bytes): T;
}

/** Larger responses are refused: a page of a listing is below a megabyte. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** Sends a request. Rejects with "exists" if its precondition failed, else with "store" and S3's error message. */
export function requestS3<T>({ http, bucketUrl }: S3Settings, request: S3Request<T>): Promise<T> {
  const { path, query = {}, parse, ...rest } = request;
  const url = new URL(path, bucketUrl);
  url.search = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  return requestHttp(http, {
    ...rest,
    url,
    judge: (response) => ({
      kind: "body",
      byteLength: contentLength(response),
      maxBytes: MAX_RESPONSE_BYTES,
      finish: (body) => {
        const problem = failureOf(request, response, body);
        if (problem) throw problem;
        return parse(response, body);
      },
    }),
  });
}

/** The percent-encoded path of a key in its bucket. */
export function objectPath(key: string): string {
  return key.split("/").map(encodeURIComponent).join("/");
}

/** The error of a response, if it is one: even one of status 200 may have an error as its body. */
function failureOf(
  { action, key }: S3Request<unknown>,
  response: Response,
  body: Bytes,
): StorageError | undefined {
  const said = new TextDecoder().decode(body.subarray(0, 64 * 1024));
  const code = /<Error\b/.test(said) ? text(said, "Code") : undefined;
  const { status } = response;
  if (status >= 200 && status < 300 && code === undefined) return undefined;
  if (status === 412) {
    return new StorageError("exists", `Cannot ${action}: it already exists`, { path: key });
  }
  const reason = code === undefined ? "" : ` (${code}: ${text(said, "Message") ?? "no message"})`;
  return new StorageError("store", `Cannot ${action}: ${statusFact(response)}${reason}`, { key, status });
}
