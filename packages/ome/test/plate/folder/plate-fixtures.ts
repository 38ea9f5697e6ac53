/** The folders of plates in `fixtures/plates`, and what their tests share. */

import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { inThreadCoder } from "@chunkwright/codecs";
import { bytesOf, readRegion } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { openTiff } from "@chunkwright/tiff";
import {
  findPlateIndex,
  type Image,
  type PlateFolder,
  type ReadSeriesOptions,
  readPlateFolder,
  type SeriesStore,
} from "../../../src/index.ts";

export const FIXTURES: string = resolve(import.meta.dirname, "../../fixtures/plates");

export interface ExpectedImage {
  readonly axes: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

export const optionsOf = (store: SeriesStore): ReadSeriesOptions => ({
  store,
  openTiff,
  coder: inThreadCoder,
});
export const storeOf = (name: string): ReturnType<typeof fsStore> => fsStore(resolve(FIXTURES, name));

export async function open(name: string): Promise<PlateFolder> {
  const store = storeOf(name);
  return readPlateFolder((await findPlateIndex(store))!, optionsOf(store));
}

export async function describeImage({ axes, levels }: Image): Promise<ExpectedImage> {
  const { source } = levels[0];
  const { shape } = source.info;
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
  const sha256 = createHash("sha256").update(bytesOf(data)).digest("hex");
  return { axes: axes.map(({ name }) => name).join(""), shape, sha256 };
}

/** The store with other bytes under some keys; `undefined`: none. */
export function withFiles(
  store: SeriesStore,
  files: Readonly<Record<string, string | undefined>>,
): SeriesStore {
  const get: SeriesStore["get"] = async (key, options) => {
    if (!(key in files)) return store.get(key, options);
    const text = files[key];
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  return { ...store, get };
}
