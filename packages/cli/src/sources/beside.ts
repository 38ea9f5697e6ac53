/**
 * Files and directories beside a source, by bare name, wherever it is.
 *
 * @module
 */

import { dirname, join, resolve } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { httpStore } from "@chunkwright/stores/http";
import { parseLocation } from "../place/location.ts";
import { writableStore } from "../place/writable-store.ts";
import { documentsOnce } from "./documents-once.ts";
import type { HierarchyStore } from "./hierarchy-source.ts";
import {
  checkBareName,
  type Siblings,
  siblingsInBucket,
  siblingsInDirectory,
  siblingsOnServer,
  siblingUrl,
} from "./siblings.ts";

/** Files beside a file or a directory, named as on the command line. */
export function filesBeside(text: string): Siblings {
  const location = parseLocation(text);
  switch (location.kind) {
    case "path":
      return siblingsInDirectory(resolve(location.path));
    case "url":
      return siblingsOnServer(location.url);
    case "s3":
      return siblingsInBucket(location);
  }
}

/** The directory `name` beside a file. If it does not exist, nothing is found in it. */
export function directoryBeside(text: string, name: string): HierarchyStore {
  checkBareName(name);
  const location = parseLocation(text);
  switch (location.kind) {
    case "path":
      return fsStore(join(dirname(location.path), name));
    case "url":
      return documentsOnce(httpStore(siblingUrl(location.url, name)));
    case "s3":
      return documentsOnce(writableStore(`s3://${location.bucket}/${location.key.replace(/[^/]*$/, name)}`));
  }
}
