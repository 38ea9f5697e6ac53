/**
 * Where a bucket is and who asks.
 *
 * @module
 */

import { type HttpOptions, type HttpSettings, httpSettings } from "../http/http-options.ts";
import { checkKey } from "../store-key.ts";
import { type S3Credentials, signingFetch } from "./signing-fetch.ts";
import { tellingSizes } from "./unsatisfied-range.ts";

/** Where a bucket is, who asks, and the options of HTTP. */
export interface S3Options extends Omit<HttpOptions, "headers"> {
  readonly bucket: string;
  /** Without them requests are not signed, as public buckets want it. Asked for before each request if a function. */
  readonly credentials?: S3Credentials | (() => Promise<S3Credentials>);
  /** us-east-1 unless told; a bucket that says it lies elsewhere is asked there. */
  readonly region?: string;
  /** Of a server other than Amazon's: `http://localhost:9000`. */
  readonly endpoint?: string | URL;
  /** The bucket in the path, not in the host name: so unless told on an `endpoint` and for names with dots. */
  readonly pathStyle?: boolean;
  /** Keys written only where there is nothing yet, by `If-None-Match: *`; else "exists". None unless told. */
  readonly createOnly?: (key: string) => boolean;
}

export interface S3Settings {
  readonly http: HttpSettings;
  /** The bucket's URL, with a slash at its end. */
  readonly bucketUrl: URL;
  readonly bucket: string;
  readonly createOnly: (key: string) => boolean;
}

/** Throws `TypeError` for a bucket or an endpoint that is none. */
export function s3Settings(options: S3Options): S3Settings {
  const { bucket, endpoint, region = "us-east-1", credentials, createOnly = () => false } = options;
  // Amazon S3 User Guide, "General purpose bucket naming rules"; capitals and underscores are older than they.
  if (typeof bucket !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket))
    throw new TypeError(`"${bucket}" is no bucket name`);
  const pathStyle = options.pathStyle ?? (endpoint !== undefined || bucket.includes("."));
  const address = endpoint ?? `https://s3.${region}.amazonaws.com`;
  if (!URL.canParse(address)) throw new TypeError(`Cannot reach a bucket at ${address}: it is no URL`);
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
    http: { ...http, fetch: tellingSizes(signingFetch(http.fetch, region, credentials)) },
    bucketUrl: base,
    bucket,
    createOnly,
  };
}

/** `prefix` as keys have it in front: "" or a key and a slash. Throws "invalid-data" for what is neither. */
export function prefixOf(prefix: string): string {
  const trimmed = prefix.replace(/\/+$/, "");
  if (trimmed === "") return "";
  checkKey(trimmed);
  return `${trimmed}/`;
}
