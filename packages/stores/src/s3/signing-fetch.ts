/**
 * A `fetch` that signs requests: AWS Signature Version 4, by aws4fetch.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { AwsV4Signer } from "aws4fetch";
import type { HttpSettings } from "../http/http-options.ts";

/** The keys that requests are signed with. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

type Fetch = HttpSettings["fetch"];

/**
 * Signs every attempt: a signature is only valid for minutes, and a request may be retried later. Bodies are signed
 * with their SHA-256, which the server verifies. If the server names another region for the bucket, the request is
 * repeated there.
 */
export function signingFetch(
  fetch: Fetch,
  firstRegion: string,
  credentials: S3Credentials | (() => Promise<S3Credentials>) | undefined,
): Fetch {
  const signingKeys = new Map<string, ArrayBuffer>();
  let region = firstRegion;
  const send: Fetch = async (url, init) => {
    const place = url.replace(`.${firstRegion}.amazonaws.com/`, `.${region}.amazonaws.com/`);
    const keys = typeof credentials === "function" ? await credentials() : credentials;
    if (keys && !(keys.accessKeyId && keys.secretAccessKey)) {
      const fact = `${keys.accessKeyId ? "secretAccessKey" : "accessKeyId"} is missing`;
      throw new StorageError("store", `Cannot sign requests with the credentials: ${fact}`, { key: url });
    }
    const signed = keys && (await signedHeaders(place, init, keys, region, signingKeys));
    return fetch(place, signed ? { ...init, headers: signed } : init);
  };
  return async (url, init) => {
    const response = await send(url, init);
    const actual = response.headers.get("x-amz-bucket-region");
    if (actual === null || actual === region || ![301, 307, 400, 403].includes(response.status))
      return response;
    await response.body?.cancel();
    region = actual;
    return send(url, init);
  };
}

async function signedHeaders(
  url: string,
  init: RequestInit,
  { accessKeyId, secretAccessKey, sessionToken }: S3Credentials,
  region: string,
  cache: Map<string, ArrayBuffer>,
): Promise<Headers> {
  // Only the headers that S3 requires are signed: browsers and proxies change others.
  const headers = ArrayBuffer.isView(init.body) && { "x-amz-content-sha256": await sha256(init.body) };
  const signer = new AwsV4Signer({
    url,
    method: init.method ?? "GET",
    ...(headers && { headers }),
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service: "s3",
    region,
    cache,
  });
  const all = new Headers(init.headers);
  for (const [name, value] of (await signer.sign()).headers) all.set(name, value);
  return all;
}

async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
