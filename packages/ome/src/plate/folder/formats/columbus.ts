/**
 * Plates exported by PerkinElmer's (Revvity's) Columbus: `MeasurementIndex.ColumbusIDX.xml` names the plate and its
 * `ImageIndex.ColumbusIDX.xml`, which has the form of Harmony's index. Several times may be in a folder each, with an index of
 * its own. Files hold several planes, Opera's `.flex` files among them.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { mapInOrder } from "../../../map-in-order.ts";
import { namesIn, type ReadSeriesOptions } from "../../../tiff/series/series-options.ts";
import { elementName, walkXml } from "../../../xml/walk-xml.ts";
import type { PlateFolderFormat, PlateIndex } from "../plate-format.ts";
import { invalidIndex, listedPath, type PlateListing } from "../plate-listing.ts";
import { type HarmonyListing, parseHarmony } from "./harmony.ts";
import { listFolder } from "./list-folder.ts";
import { type MeasuredPlane, measuredSizes } from "./measured-plane.ts";

const FORMAT = "columbus";
const IMAGE_INDEX = /\.ColumbusIDX\.xml$/i;
/** More times than the index of a folder lists. */
const TIMES_PER_FOLDER = 1e6;

export const columbus: PlateFolderFormat = {
  fileName: /^MeasurementIndex\.ColumbusIDX\.xml$/,
  begins: /<ColumbusMeasurementIndex[\s/>]/,
  readListing: readColumbus,
};

/** Rejects with "invalid-data" if no index of images is there, or one does not place its planes. */
async function readColumbus(
  { bytes, fileName }: PlateIndex,
  options: ReadSeriesOptions,
): Promise<PlateListing> {
  const { name, rows, columns, references } = parseMeasurement(bytes);
  const paths = new Set([...references, ...(await indicesBelow(options))]);
  paths.delete(fileName);
  const indices: ImageIndex[] = [];
  const absent: string[] = [];
  for (const path of [...paths].sort()) {
    const own = await options.store.get(path, options);
    if (own) indices.push({ folder: path.slice(0, path.lastIndexOf("/") + 1), listing: parseHarmony(own) });
    else absent.push(path);
  }
  const [first] = indices;
  if (!first) throw invalidIndex(FORMAT, `there is no index of images beside ${fileName}`);
  const planes = planesOf(indices);
  return {
    ...first.listing,
    format: FORMAT,
    name: name || first.listing.name,
    size: {
      rows: Number(rows ?? first.listing.size.rows),
      columns: Number(columns ?? first.listing.size.columns),
    },
    planes,
    channels: new Map(indices.flatMap(({ listing }) => [...listing.channels])),
    sizes: { ...first.listing.sizes, ...measuredSizes(planes) },
    ...(absent.length > 0 && { warnings: [`indices not there: ${absent.join(", ")}`] }),
  };
}

/** An index of images, and the folder that it is in, "" or ending in "/". */
interface ImageIndex {
  readonly folder: string;
  readonly listing: HarmonyListing;
}

/** The planes of all indices. Folders hold a time each, or several; those of one come behind those of the folder before it. */
function planesOf(indices: readonly ImageIndex[]): readonly MeasuredPlane[] {
  const folders = [...new Set(indices.map(({ folder }) => folder))];
  const firstTimes = new Map(folders.map((folder, i) => [folder, i * TIMES_PER_FOLDER]));
  return indices.flatMap(({ folder, listing }) =>
    listing.planes.map((plane) => ({
      ...plane,
      t: firstTimes.get(folder)! + plane.t,
      path: plane.path && folder + plane.path,
    })),
  );
}

interface Measurement {
  readonly name?: string | undefined;
  readonly rows?: string | undefined;
  readonly columns?: string | undefined;
  /** Paths of further files. */
  readonly references: readonly string[];
}

function parseMeasurement(bytes: Bytes): Measurement {
  const texts = new Map<string, string>();
  const references: string[] = [];
  walkXml(bytes, FORMAT, {
    close(path, text) {
      const name = elementName(path);
      if (name === "Reference" && IMAGE_INDEX.test(text)) references.push(listedPath(text));
      else texts.set(name, text);
    },
  });
  const [name, rows, columns] = ["PlateName", "PlateRows", "PlateColumns"].map((key) => texts.get(key));
  return { name, rows, columns, references };
}

/** The indices of images in the folder, and in those in it; none where nothing can list them. */
async function indicesBelow(options: ReadSeriesOptions): Promise<readonly string[]> {
  if (!options.store.list) return [];
  const entries = await listFolder("", FORMAT, options);
  const folders = ["", ...entries.flatMap(({ kind, key }) => (kind === "prefix" ? [key] : []))];
  const found = await mapInOrder(
    folders,
    async (folder) => [...((await namesIn(folder, options)) ?? [])].filter((key) => IMAGE_INDEX.test(key)),
    options,
  );
  return found.flat();
}
