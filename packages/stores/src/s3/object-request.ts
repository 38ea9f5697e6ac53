/**
 * Requests that change a bucket or ask about it: what all have in common. Amazon S3 API Reference, 2006-03-01.
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
  /** In the bucket, encoded; "" for the bucket itself. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The answer out of headers and body of a success. */
  answer(response: Response, body: Bytes): T;
}

/** Largest answer that is no value: a page of a listing is below a megabyte. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Sends a request. Rejects with "exists" if its condition failed, else with "store" and what S3 said. */
export function requestS3<T>({ http, bucketUrl }: S3Settings, request: S3Request<T>): Promise<T> {
  const { path, query = {}, answer, ...rest } = request;
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
      maxBytes: MAX_ANSWER_BYTES,
      finish: (body) => {
        const problem = failureOf(request, response, body);
        if (problem) throw problem;
        return answer(response, body);
      },
    }),
  });
}

/** The path of a key in its bucket. */
export function objectPath(key: string): string {
  return key.split("/").map(encodeURIComponent).join("/");
}

/** What S3 refused, if it did: an answer that begins with 200 may still end in an error. */
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
    return new StorageError("exists", `Cannot ${action}: there is something already`, { path: key });
  }
  const reason = code === undefined ? "" : ` (${code}: ${text(said, "Message") ?? "no message"})`;
  return new StorageError("store", `Cannot ${action}: ${statusFact(response)}${reason}`, { key, status });
}
