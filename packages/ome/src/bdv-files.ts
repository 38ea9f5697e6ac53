/**
 * The HDF5 side of BigDataViewer: which dataset holds which view.
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
import type { BdvDocument, BdvPartition } from "./bdv-document.ts";
import { asUnsigned } from "./bdv-unsigned.ts";
import { imarisText } from "./imaris-text.ts";
import { invalidBdv } from "./parse-bdv.ts";

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

/** The levels of a setup: voxels of the finest that make one, along z, y and x, and how elements are to be read. */
export interface BdvLevels {
  readonly factors: readonly (readonly number[])[];
  /** Whether int16 stands for uint16: everywhere, unless the file says otherwise. */
  readonly isUnsigned: boolean;
}

const MAX_LEVELS = 64;

export async function readBdvLevels(
  { root }: BdvFiles,
  setup: number,
  options?: CallOptions,
): Promise<BdvLevels> {
  const path = setupPath(setup);
  const group = await root.open(path, options);
  if (group?.kind !== "group") throw invalidBdv(`the HDF5 file has no group ${path}`);
  const resolutions = await group.open("resolutions", options);
  if (resolutions?.kind !== "array") throw invalidBdv(`the HDF5 file has no ${path}/resolutions`);
  const { shape, dataType } = resolutions.info;
  const [levels = 0, axes] = shape;
  if (axes !== 3 || shape.length !== 2 || levels < 1 || levels > MAX_LEVELS || !isNumeric(dataType)) {
    throw invalidBdv(`${path}/resolutions are ${elementCount(shape)} ${dataType} elements of [${shape}]`);
  }
  const { data } = await readRegion(resolutions, { start: [0, 0], shape }, options);
  const numbers = Array.from(data as Iterable<number | bigint>, Number);
  if (!numbers.every((factor) => factor > 0 && Number.isFinite(factor))) {
    throw invalidBdv(`${path}/resolutions are [${numbers}]`);
  }
  const stated = imarisText(group.attributes.dataType);
  return {
    factors: Array.from({ length: levels }, (_, i) => numbers.slice(3 * i, 3 * i + 3).reverse()),
    isUnsigned: stated === undefined || stated.startsWith("uint"),
  };
}

/** A level of a view; `undefined` where nothing is stored. The file links to partitions, which count if it does not. */
export async function openCells(
  files: BdvFiles,
  { timepoint, setup, level, isUnsigned }: BdvCells,
  options?: CallOptions,
): Promise<ChunkSource | undefined> {
  const found =
    (await files.root.open(cellsPath(timepoint, setup, level), options)) ??
    (await openInPartition(files, { timepoint, setup, level }, options));
  if (found?.kind !== "array") return undefined;
  if (found.info.shape.length !== 3) {
    throw invalidBdv(`${cellsPath(timepoint, setup, level)} has ${found.info.shape.length} axes, not 3`);
  }
  return isUnsigned ? asUnsigned(found) : found;
}

export interface BdvCells {
  readonly timepoint: number;
  readonly setup: number;
  readonly level: number;
  readonly isUnsigned: boolean;
}

async function openInPartition(
  { partitions, openFile }: BdvFiles,
  { timepoint, setup, level }: Omit<BdvCells, "isUnsigned">,
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

/** A document for a file that came without one; `undefined` if the file has no setups and time points. */
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
    file: "",
    partitions: [],
    setups: setups.sort(ascending).map((id) => ({ id, attributes: {} })),
    timepoints: timepoints.sort(ascending),
    missing: [],
    registrations: [],
    leftOut: [],
  };
}
