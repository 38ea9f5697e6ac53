/**
 * Stores and files over HTTP range requests, in browsers and in Node.
 *
 * @module
 */

export { type HttpFileOptions, openHttpFile } from "./http/http-file.ts";
export type { HttpOptions } from "./http/http-options.ts";
export { httpStore } from "./http/http-store.ts";
