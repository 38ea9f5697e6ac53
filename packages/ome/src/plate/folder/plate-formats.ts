/**
 * The formats of plates, told apart by their index.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { bdPathway } from "./formats/bd-pathway.ts";
import { cellVoyager } from "./formats/cellvoyager.ts";
import { columbus } from "./formats/columbus.ts";
import { harmony } from "./formats/harmony.ts";
import { inCell } from "./formats/incell.ts";
import { metaXpress } from "./formats/metaxpress.ts";
import { scanR } from "./formats/scanr.ts";
import type { PlateFolderFormat } from "./plate-format.ts";

/** A format by the software or the instrument that writes it. */
export type PlateFormat =
  | "Harmony"
  | "Columbus"
  | "MetaXpress"
  | "CellVoyager"
  | "IN Cell Analyzer"
  | "scanR"
  | "BD Pathway";

/** The formats, in the order in which they are tried. */
export const PLATE_FORMATS: { readonly [format in PlateFormat]: PlateFolderFormat } = {
  Harmony: harmony,
  Columbus: columbus,
  MetaXpress: metaXpress,
  CellVoyager: cellVoyager,
  "IN Cell Analyzer": inCell,
  scanR,
  "BD Pathway": bdPathway,
};

const NAMES = Object.keys(PLATE_FORMATS) as PlateFormat[];

/** How many bytes of a file suffice to know an index. */
export const INDEX_START_BYTES = 1024;

/**
 * The format of the plate whose index begins with these bytes, of which 1000 suffice; `undefined` for other files. Some indices
 * are known only by their file name.
 */
export function plateFormatOf(start: Bytes, fileName = ""): PlateFormat | undefined {
  const isWide = start[0] === 0xff && start[1] === 0xfe;
  const decoder = new TextDecoder(isWide ? "utf-16le" : "utf-8");
  const text = decoder.decode(start.subarray(0, INDEX_START_BYTES));
  return NAMES.find((name) => {
    const format = PLATE_FORMATS[name];
    return format.begins.test(text) && (!format.isCommon || format.fileName.test(fileName));
  });
}

/** Whether a file may be an index, by its name alone. */
export function isIndexName(fileName: string): boolean {
  return NAMES.some((name) => PLATE_FORMATS[name].fileName.test(fileName));
}
