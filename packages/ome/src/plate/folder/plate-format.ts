/**
 * The formats of plates that instruments write as folders of TIFF files, told apart by their index.
 *
 * @module
 */

import { type Bytes, type CallOptions, StorageError } from "@chunkwright/core";
import type { SeriesStore } from "../../tiff/series/series-options.ts";

/** A format by the software or the instrument that writes it. */
export type PlateFormat =
  | "Harmony"
  | "Columbus"
  | "MetaXpress"
  | "CellVoyager"
  | "IN Cell Analyzer"
  | "scanR"
  | "BD Pathway";

interface IndexForm {
  /** What the index is called. */
  readonly fileName: RegExp;
  /** What stands in its first bytes. */
  readonly begins: RegExp;
  /** Whether other files begin so too, and only the name tells. */
  readonly isCommon?: true;
}

const INDICES: { readonly [format in PlateFormat]: IndexForm } = {
  Harmony: { fileName: /^Index(\.idx)?\.xml$/, begins: /<EvaluationInputData[\s/>]/ },
  Columbus: { fileName: /^MeasurementIndex\.ColumbusIDX\.xml$/, begins: /<ColumbusMeasurementIndex[\s/>]/ },
  MetaXpress: { fileName: /\.htd$/i, begins: /^\s*"HTSInfoFile"/ },
  CellVoyager: {
    fileName: /^MeasurementData\.mlf$/,
    begins: /<(?:bts:)?(?:MeasurementData|MeasurementDetail|WellPlate)[\s/>]/,
  },
  "IN Cell Analyzer": { fileName: /\.xdce$/i, begins: /<ImageStack[\s/>]/ },
  scanR: { fileName: /^experiment_descriptor\.xml$/, begins: /^\W*</, isCommon: true },
  "BD Pathway": { fileName: /^Experiment\.exp$/, begins: /^\s*\[[^\]\n]+\]\s*$/m, isCommon: true },
};
const FORMATS = Object.keys(INDICES) as PlateFormat[];

/**
 * The format of the plate whose index begins with these bytes, of which 1000 suffice; `undefined` for other files. Some indices
 * are known only by their file name.
 */
export function plateFormatOf(start: Bytes, fileName = ""): PlateFormat | undefined {
  const isWide = start[0] === 0xff && start[1] === 0xfe;
  const text = new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(start.subarray(0, START_BYTES));
  return FORMATS.find((format) => {
    const { begins, fileName: own, isCommon } = INDICES[format];
    return begins.test(text) && (!isCommon || own.test(fileName));
  });
}

const START_BYTES = 1024;

/**
 * The index of the plate in a folder, or in the folder `Images` in it; `undefined` if there is none. Rejects with
 * "unsupported" if there are several.
 */
export async function findPlateIndex(store: SeriesStore, options?: CallOptions): Promise<string | undefined> {
  for (const folder of ["", "Images/"]) {
    const found: string[] = [];
    for await (const { kind, key } of store.list?.(folder, options) ?? []) {
      const isNamed = FORMATS.some((format) => INDICES[format].fileName.test(key.slice(folder.length)));
      if (kind === "key" && isNamed && (await isIndex(store, key, folder, options))) found.push(key);
    }
    const [index, ...others] = found.sort();
    if (others.length > 0) {
      const feature = "folders of several plates";
      throw new StorageError(
        "unsupported",
        `Cannot choose between the plates ${found.join(", ")}: name one`,
        {
          format: "plate",
          feature,
        },
      );
    }
    if (index !== undefined) return index;
  }
  return undefined;
}

async function isIndex(
  store: SeriesStore,
  key: string,
  folder: string,
  options?: CallOptions,
): Promise<boolean> {
  const length = Math.min((await store.size(key, options)) ?? 0, START_BYTES);
  const start = await store.getRange(key, { offset: 0, length }, options);
  return start !== undefined && plateFormatOf(start, key.slice(folder.length)) !== undefined;
}
