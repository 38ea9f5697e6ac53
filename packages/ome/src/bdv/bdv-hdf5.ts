/**
 * BigDataViewer's pixels in HDF5: which dataset holds which view.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  elementCount,
  type Group,
  isNumeric,
  readRegion,
} from "@chunkwright/core";
import { imarisText } from "../imaris/imaris-text.ts";
import type { BdvDocument, BdvPartition } from "./bdv-document.ts";
import { invalidBdv } from "./bdv-fields.ts";
import { type BdvPixels, checkBdvVolume, MAX_LEVELS, parseBdvFactors } from "./bdv-pixels.ts";
import { asUnsigned } from "./bdv-unsigned.ts";

/** `t00012/s03/1/cells`. */
export function cellsPath(timepoint: number, setup: number, level: number): string {
  return `t${padded(timepoint, 5)}/${setupPath(setup)}/${level}/cells`;
}

/** `s03`. */
export function setupPath(setup: number): string {
  return `s${padded(setup, 2)}`;
}

function padded(number: number, digits: number): string {
  return `${number}`.padStart(digits, "0");
}

export interface BdvFiles {
  readonly root: Group;
  readonly partitions: readonly BdvPartition[];
  /** Opens a partition beside the document; `undefined` if it is not there. */
  readonly openFile: ((fileName: string) => Promise<Group | undefined>) | undefined;
}

/**
 * A setup in the file and its partitions, through the file's links or by the document's names. int16 means uint16
 * unless the file says otherwise.
 */
export async function openHdf5Setup(
  files: BdvFiles,
  setup: number,
  options?: CallOptions,
): Promise<BdvPixels> {
  const path = setupPath(setup);
  const group = await files.root.open(path, options);
  if (group?.kind !== "group") throw invalidBdv(`the HDF5 file has no group ${path}`);
  const factors = await readResolutions(group, path, options);
  const stated = imarisText(group.attributes.dataType);
  const isUnsigned = stated === undefined || stated.startsWith("uint");
  const pathOf = (timepoint: number, level: number) => cellsPath(timepoint, setup, level);
  return {
    factors,
    pathOf,
    async open(timepoint, level, openOptions) {
      const found =
        (await files.root.open(pathOf(timepoint, level), openOptions)) ??
        (await openInPartition(files, { timepoint, setup, level }, openOptions));
      if (found?.kind !== "array") return undefined;
      checkBdvVolume(found, pathOf(timepoint, level));
      return isUnsigned ? asUnsigned(found) : found;
    },
  };
}

async function readResolutions(
  group: Group,
  path: string,
  options?: CallOptions,
): Promise<BdvPixels["factors"]> {
  const resolutions = await group.open("resolutions", options);
  if (resolutions?.kind !== "array") throw invalidBdv(`the HDF5 file has no ${path}/resolutions`);
  const { shape, dataType } = resolutions.info;
  const [levels = 0, axes] = shape;
  if (axes !== 3 || shape.length !== 2 || levels > MAX_LEVELS || !isNumeric(dataType)) {
    throw invalidBdv(`${path}/resolutions are ${elementCount(shape)} ${dataType} elements of [${shape}]`);
  }
  const { data } = await readRegion(resolutions, { start: [0, 0], shape }, options);
  return parseBdvFactors(Array.from(data as Iterable<number | bigint>, Number), `${path}/resolutions`);
}

interface BdvView {
  readonly timepoint: number;
  readonly setup: number;
  readonly level: number;
}

async function openInPartition(
  { partitions, openFile }: BdvFiles,
  { timepoint, setup, level }: BdvView,
  options?: CallOptions,
): Promise<Group | ChunkSource | undefined> {
  for (const partition of partitions) {
    const t = partition.timepoints.get(timepoint);
    const s = partition.setups.get(setup);
    if (t === undefined || s === undefined) continue;
    const root = await openFile?.(partition.file);
    const found = await root?.open(cellsPath(t, s, level), options);
    if (found) return found;
  }
  return undefined;
}

/** A document for a file without one; `undefined` if the file has no setups and time points. */
export async function findBdvViews(root: Group, options?: CallOptions): Promise<BdvDocument | undefined> {
  const setups: number[] = [];
  const timepoints: number[] = [];
  for await (const name of root.list?.(options) ?? []) {
    const [, setup, timepoint] = /^(?:s(\d{2,9})|t(\d{5,9}))$/.exec(name) ?? [];
    if (setup !== undefined) setups.push(Number(setup));
    if (timepoint !== undefined) timepoints.push(Number(timepoint));
  }
  if (setups.length === 0 || timepoints.length === 0) return undefined;
  const ascending = (a: number, b: number) => a - b;
  return {
    loader: "hdf5",
    file: "",
    partitions: [],
    setups: setups.sort(ascending).map((id) => ({ id, attributes: {} })),
    timepoints: timepoints.sort(ascending),
    missing: [],
    registrations: [],
    leftOut: [],
  };
}
