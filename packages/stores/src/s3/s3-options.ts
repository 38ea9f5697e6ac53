/**
 * Options for reaching a bucket: its place, and credentials.
 *
 * @module
 */

import { type HttpOptions, type HttpSettings, httpSettings } from "../http/http-options.ts";
import { checkKey } from "../store-key.ts";
import { type S3Credentials, signingFetch } from "./signing-fetch.ts";
import { withUnsatisfiedRange } from "./unsatisfied-range.ts";

/** Where a bucket is, with which credentials, and the options of HTTP. */
export interface S3Options extends Omit<HttpOptions, "headers"> {
  readonly bucket: string;
  /** Without them requests are not signed, as for public buckets. A function is called before each request. */
  readonly credentials?: S3Credentials | (() => Promise<S3Credentials>);
  /** us-east-1 by default; if the server names another region, requests are sent there. */
  readonly region?: string;
  /** URL of a server other than Amazon's, such as `http://localhost:9000`. */
  readonly endpoint?: string | URL;
  /** Put the bucket into the path, not the host name; by default with an `endpoint` and for names with dots. */
  readonly pathStyle?: boolean;
  /** Selects keys that are never replaced ("exists", by `If-None-Match: *`); none by default. */
  readonly createOnly?: (key: string) => boolean;
}

export interface S3Settings {
  readonly http: HttpSettings;
  /** The bucket's URL, ending in a slash. */
  readonly bucketUrl: URL;
  readonly bucket: string;
  readonly createOnly: (key: string) => boolean;
}

/** Throws `TypeError` for an invalid bucket name or endpoint. */
export function s3Settings(options: S3Options): S3Settings {
  const { bucket, endpoint, region = "us-east-1", credentials, createOnly = () => false } = options;
  // Amazon S3 User Guide, "General purpose bucket naming rules"; older buckets may have capitals and underscores.
  if (typeof bucket !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket))
    throw new TypeError(`"${bucket}" is not a bucket name`);
  const pathStyle = options.pathStyle ?? (endpoint !== undefined || bucket.includes("."));
  const address = endpoint ?? `https://s3.${region}.amazonaws.com`;
  if (!URL.canParse(address)) throw new TypeError(`Cannot reach a bucket at ${address}: it is not a URL`);
  const base = new URL(address);
  if (base.protocol !== "http:" && base.protocol !== "https:") {
    throw new TypeError(`Cannot reach a bucket at ${address}: it begins with neither http:// nor https://`);
  }
  if (!pathStyle) base.hostname = `${bucket}.${base.hostname}`;
  const path = [...base.pathname.split("/"), ...(pathStyle ? [bucket] : [])].filter(Boolean);
  base.pathname = path
    .map((segment) => `/${segment}`)
    .join("")
    .concat("/");
  const http = httpSettings(options);
  return {
    http: { ...http, fetch: withUnsatisfiedRange(signingFetch(http.fetch, region, credentials)) },
    bucketUrl: base,
    bucket,
    createOnly,
  };
}

/** `prefix` as it precedes keys: "", or a key and a slash. Throws "invalid-data" unless it is "" or a valid key. */
export function prefixOf(prefix: string): string {
  const trimmed = prefix.replace(/\/+$/, "");
  if (trimmed === "") return "";
  checkKey(trimmed);
  return `${trimmed}/`;
}
