/** A bucket on the loopback interface that lasts as long as a test, and how to reach it. */

import type { Bytes } from "@chunkwright/core";
import type { S3Options } from "@chunkwright/stores/s3";
import { type S3Server, type S3ServerOptions, s3Server } from "@chunkwright/testkit";
import { onTestFinished } from "vitest";

export const KEYS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "token/with+signs==",
  region: "eu-north-1",
};

/** Requests are signed by default. */
export async function s3Bucket(
  entries: ReadonlyMap<string, Bytes> = new Map(),
  options: S3ServerOptions = { keys: KEYS },
): Promise<{ server: S3Server; options: S3Options }> {
  const server = await s3Server(entries, options);
  onTestFinished(() => server.close());
  return { server, options: reach(server, options) };
}

export function reach({ endpoint, bucket }: S3Server, { keys }: S3ServerOptions): S3Options {
  const signed = keys && { credentials: keys, region: keys.region };
  return { endpoint, bucket, retryDelayMs: 1, timeoutMs: 900, ...signed };
}
