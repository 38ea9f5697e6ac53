/**
 * The BigDataViewer document beside the HDF5 file or N5 directory that it belongs to.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BdvDocument, BdvLoader } from "./bdv-document.ts";
import { isBdvXml, parseBdv } from "./parse-bdv.ts";

/** What is opened, and how to look beside it. */
export interface BesideOptions {
  /** The name of the file or directory itself, by which a document beside it names it. */
  readonly fileName?: string | undefined;
  /** Reads a file beside it; `undefined` if it is not there. */
  readonly readSibling?: ((fileName: string) => Promise<Bytes | undefined>) | undefined;
}

/** The XML of the same name; `undefined` unless there is one that names this file. */
export async function readBdvSibling(
  loader: BdvLoader,
  { fileName, readSibling }: BesideOptions,
): Promise<BdvDocument | undefined> {
  if (fileName === undefined) return undefined;
  const bytes = await readSibling?.(fileName.replace(/\.[^.]*$/, ".xml"));
  const text = bytes && new TextDecoder().decode(bytes);
  if (text === undefined || !isBdvXml(text)) return undefined;
  const document = parseBdv(text);
  const isOwn = document.loader === loader && document.file.split(/[/\\]/).at(-1) === fileName;
  return isOwn ? document : undefined;
}
