/**
 * Whether a request is signed as Amazon S3 demands: AWS Signature Version 4, in the Authorization header.
 *
 * @module
 */

import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Bytes } from "@chunkwright/core";

export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
}

/** The S3 error code of what is wrong with the signature; `undefined` if nothing is. */
export function signatureFault(message: IncomingMessage, body: Bytes, keys: S3Keys): string | undefined {
  const { authorization = "" } = message.headers;
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!match) return "AccessDenied";
  const [, keyId, day = "", region = "", signedHeaders = "", signature] = match;
  if (keyId !== keys.accessKeyId) return "InvalidAccessKeyId";
  if (region !== keys.region) return "AuthorizationHeaderMalformed";
  if (header(message, "x-amz-security-token") !== (keys.sessionToken ?? "")) return "InvalidToken";
  const names = signedHeaders.split(";");
  const unsigned = Object.keys(message.headers).find((name) => /^x-amz-/.test(name) && !names.includes(name));
  if (unsigned !== undefined || !names.includes("host")) return "AccessDenied";
  const payload = header(message, "x-amz-content-sha256");
  if (payload !== "UNSIGNED-PAYLOAD" && payload !== sha256(body)) return "XAmzContentSHA256Mismatch";
  const time = header(message, "x-amz-date");
  if (!time.startsWith(day)) return "AccessDenied";
  const canonical = [
    message.method,
    ...canonicalTarget(message.url ?? "/"),
    ...names.map((name) => `${name}:${header(message, name).trim().replaceAll(/ +/g, " ")}`),
    "",
    signedHeaders,
    payload,
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part).digest(),
    `AWS4${keys.secretAccessKey}`,
  );
  return hmac(key, toSign).digest("hex") === signature ? undefined : "SignatureDoesNotMatch";
}

/** Path and query, decoded and encoded again in the one way that counts. */
function canonicalTarget(target: string): [path: string, query: string] {
  const [path = "", query = ""] = target.split("?");
  const pairs = query.split("&").filter(Boolean);
  const encoded = pairs.map((pair) => {
    const [name = "", value = ""] = pair.split("=");
    return `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`;
  });
  return [
    path
      .split("/")
      .map((segment) => encode(decodeURIComponent(segment)))
      .join("/"),
    encoded.sort().join("&"),
  ];
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function header({ headers }: IncomingMessage, name: string): string {
  return String(headers[name] ?? "");
}

function sha256(data: string | Bytes): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, text: string) {
  return createHmac("sha256", key).update(text);
}
