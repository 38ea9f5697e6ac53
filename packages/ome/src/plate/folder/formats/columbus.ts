/**
 * Plates exported by PerkinElmer's (Revvity's) Columbus: `MeasurementIndex.ColumbusIDX.xml` names the plate and its
 * `ImageIndex.ColumbusIDX.xml`, which has the form of Harmony's index. Several times may be in a folder each, with an index of
 * its own. Files hold several planes, Opera's `.flex` files among them.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { ReadSeriesOptions } from "../../../tiff/series/series-options.ts";
import { walkXml } from "../../../xml/walk-xml.ts";
import { invalidIndex, listedPath, namesFor, type PlateListing } from "../plate-listing.ts";
import { type HarmonyListing, parseHarmony } from "./harmony.ts";
import { listFolder } from "./list-folder.ts";
import { measuredSizes } from "./measured-plane.ts";

const FORMAT = "columbus";
const IMAGE_INDEX = /\.ColumbusIDX\.xml$/i;
/** More times than a folder has. */
const TIMES_PER_FOLDER = 1e6;

/** Throws "invalid-data" if no index of images is there, or one does not place its planes. */
export async function parseColumbus(
  bytes: Bytes,
  fileName: string,
  options: ReadSeriesOptions,
): Promise<PlateListing> {
  const { name, rows, columns, references } = parseMeasurement(bytes);
  const paths = new Set([...references, ...(await indicesBelow(options))]);
  paths.delete(fileName);
  const indices: { readonly folder: string; readonly listing: HarmonyListing }[] = [];
  const absent: string[] = [];
  for (const path of [...paths].sort()) {
    const own = await options.store.get(path, options);
    if (own) indices.push({ folder: path.slice(0, path.lastIndexOf("/") + 1), listing: parseHarmony(own) });
    else absent.push(path);
  }
  const [first] = indices;
  if (!first) throw invalidIndex(FORMAT, `there is no index of images beside ${fileName}`);
  const folders = [...new Set(indices.map(({ folder }) => folder))];
  const planes = indices.flatMap(({ folder, listing }) =>
    listing.planes.map((plane) => ({
      ...plane,
      t: folders.indexOf(folder) * TIMES_PER_FOLDER + plane.t,
      path: plane.path && folder + plane.path,
    })),
  );
  return {
    ...first.listing,
    format: FORMAT,
    name: name || (first.listing.name ?? ""),
    ...namesFor(FORMAT, planes, {
      rows: Number(rows ?? first.listing.rows.length),
      columns: Number(columns ?? first.listing.columns.length),
    }),
    planes,
    channels: new Map(indices.flatMap(({ listing }) => [...listing.channels])),
    sizes: { ...first.listing.sizes, ...measuredSizes(planes) },
    ...(absent.length > 0 && { warnings: [`indices not there: ${absent.join(", ")}`] }),
  };
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
      const name = path.slice(path.lastIndexOf("/") + 1);
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
  const found: string[] = [];
  for (const { kind, key } of await listFolder("", FORMAT, options)) {
    const entries = kind === "key" ? [{ kind, key }] : await listFolder(key, FORMAT, options);
    found.push(
      ...entries.flatMap((entry) => (entry.kind === "key" && IMAGE_INDEX.test(entry.key) ? [entry.key] : [])),
    );
  }
  return found;
}
