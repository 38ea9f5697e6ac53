/**
 * An S3 bucket on the loopback interface: the part of the API that stores use, with faults.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bytes } from "@chunkwright/core";
import { type Fault, type PlainResponse, rangeResponse, sendResponse } from "./fault.ts";
import { type S3Keys, signatureFault } from "./s3-signature.ts";

export interface S3Request {
  /** Counts from 0. */
  readonly index: number;
  readonly method: string;
  /** Decoded; "" for the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
}

export interface S3ServerOptions {
  /** Requests must be signed with these; without them, no signature is needed. */
  readonly keys?: S3Keys;
  /** Largest number of keys and prefixes per page of a listing; 1000 by default. */
  readonly pageSize?: number;
  /** Whether `encoding-type=url` is honoured in listings; some servers ignore it. */
  readonly encodesKeys?: boolean;
  /** The fault for each request. */
  readonly script?: (request: S3Request) => Fault | undefined;
}

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  /** By key; tests may change them. */
  readonly objects: Map<string, Bytes>;
  /** Multipart uploads that are neither completed nor aborted. */
  readonly openUploads: ReadonlyMap<string, unknown>;
  readonly requests: readonly S3Request[];
  close(): Promise<void>;
}

const BUCKET = "bucket";

/** Serves one bucket, "bucket", in path style. Amazon S3 API Reference, 2006-03-01. */
export async function s3Server(
  entries: ReadonlyMap<string, Bytes> = new Map(),
  options: S3ServerOptions = {},
): Promise<S3Server> {
  const objects = new Map(entries);
  const uploads = new Map<string, Map<number, Bytes>>();
  const requests: S3Request[] = [];
  const server = createServer(async (message, response) => {
    const body = await readBody(message);
    const { pathname, searchParams } = new URL(message.url ?? "/", "http://loopback");
    const [, bucket, ...segments] = pathname.split("/");
    const request: S3Request = {
      index: requests.length,
      method: message.method ?? "",
      key: segments.map(decodeURIComponent).join("/"),
      query: searchParams,
      headers: message.headers,
    };
    requests.push(request);
    const fault = options.script?.(request);
    const refused = options.keys && signatureFault(message, body, options.keys);
    const answer = refused
      ? failure(refused === "AuthorizationHeaderMalformed" ? 400 : 403, refused, {
          "x-amz-bucket-region": options.keys?.region ?? "",
        })
      : bucket === BUCKET
        ? responseTo(request, body)
        : failure(404, "NoSuchBucket");
    sendResponse(message, response, fault, answer, objects.get(request.key));
  });

  function responseTo(request: S3Request, body: Bytes): PlainResponse {
    const { method, key, query } = request;
    if (key === "")
      return method === "GET" ? listing(objects.keys(), query, options) : failure(405, "MethodNotAllowed");
    const uploadId = query.get("uploadId");
    if (query.has("uploads")) return initiate();
    if (uploadId !== null) return inUpload(request, uploadId, body);
    switch (method) {
      case "GET": {
        const value = objects.get(key);
        return value ? objectResponse(value, request.headers.range) : failure(404, "NoSuchKey");
      }
      case "PUT":
        return put(request, body);
      case "DELETE":
        objects.delete(key);
        return { status: 204, headers: {}, body: new Uint8Array(0) };
      default:
        return failure(405, "MethodNotAllowed");
    }
  }

  function put({ key, headers }: S3Request, value: Bytes): PlainResponse {
    if (headers["if-none-match"] === "*" && objects.has(key)) return failure(412, "PreconditionFailed");
    objects.set(key, value);
    return { status: 200, headers: { etag: etag(value) }, body: new Uint8Array(0) };
  }

  function initiate(): PlainResponse {
    const id = `upload ${requests.length}`;
    uploads.set(id, new Map());
    return xml(
      200,
      `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    );
  }

  function inUpload(request: S3Request, id: string, body: Bytes): PlainResponse {
    const parts = uploads.get(id);
    if (!parts) return failure(404, "NoSuchUpload");
    if (request.method === "PUT") {
      parts.set(Number(request.query.get("partNumber")), body);
      return { status: 200, headers: { etag: etag(body) }, body: new Uint8Array(0) };
    }
    if (request.method === "DELETE") {
      uploads.delete(id);
      return { status: 204, headers: {}, body: new Uint8Array(0) };
    }
    const chosen = [
      ...Buffer.from(body)
        .toString()
        .matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>(.*?)<\/ETag>/g),
    ];
    const values = chosen.map(([, number, tag]) => {
      const part = parts.get(Number(number));
      return part && etag(part) === tag?.replaceAll("&quot;", '"') ? part : undefined;
    });
    if (values.length === 0 || values.some((value) => !value)) return failure(400, "InvalidPart");
    const answer = put(request, new Uint8Array(Buffer.concat(values.flatMap((value) => value ?? []))));
    if (answer.status !== 200) return answer;
    uploads.delete(id);
    return xml(200, "<CompleteMultipartUploadResult/>");
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: BUCKET,
    objects,
    openUploads: uploads,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** As a web server, except for unsatisfiable ranges: S3 states the size only in the error document. */
function objectResponse(value: Bytes, range: string | undefined): PlainResponse {
  const answer = rangeResponse(value, range, etag(value));
  if (answer.status !== 416) return answer;
  return failure(416, "InvalidRange", {}, `<ActualObjectSize>${value.byteLength}</ActualObjectSize>`);
}

/** ListObjectsV2: keys in UTF-8 order; the token is the last key or prefix listed. */
function listing(
  all: Iterable<string>,
  query: URLSearchParams,
  { pageSize = 1000, encodesKeys = true }: S3ServerOptions,
): PlainResponse {
  if (query.get("list-type") !== "2") return failure(400, "InvalidArgument");
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const after = query.get("continuation-token") ?? "";
  const listed = new Set<string>();
  for (const key of all) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    listed.add(end < 0 ? key : key.slice(0, end + delimiter.length));
  }
  const sorted = [...listed].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const rest = sorted.filter((name) => Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0);
  const page = rest.slice(0, pageSize);
  const isEncoded = encodesKeys && query.get("encoding-type") === "url";
  const show = (name: string) =>
    isEncoded ? encodeURIComponent(name).replaceAll("%2F", "/").replaceAll("%20", "+") : escapeXml(name);
  const isPrefix = (name: string) => delimiter !== "" && name.slice(prefix.length).endsWith(delimiter);
  const items = page.map((name) =>
    isPrefix(name)
      ? `<CommonPrefixes><Prefix>${show(name)}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${show(name)}</Key><Size>1</Size></Contents>`,
  );
  const isTruncated = rest.length > page.length;
  const token = isTruncated
    ? `<NextContinuationToken>${escapeXml(page.at(-1) ?? "")}</NextContinuationToken>`
    : "";
  const encoding = isEncoded ? "<EncodingType>url</EncodingType>" : "";
  return xml(
    200,
    `<ListBucketResult><Name>${BUCKET}</Name><Prefix>${show(prefix)}</Prefix>${encoding}` +
      `<IsTruncated>${isTruncated}</IsTruncated>${token}${items.join("")}</ListBucketResult>`,
  );
}

function failure(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
  details = "",
): PlainResponse {
  const { body } = xml(status, `<Error><Code>${code}</Code><Message>No &amp; no</Message>${details}</Error>`);
  return { status, headers: { "content-type": "application/xml", ...headers }, body };
}

function xml(status: number, element: string): PlainResponse {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${element}`;
  return { status, headers: { "content-type": "application/xml" }, body: new TextEncoder().encode(text) };
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function etag(value: Bytes): string {
  return `"${createHash("md5").update(value).digest("hex")}"`;
}

async function readBody(message: IncomingMessage): Promise<Bytes> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}
