/**
 * What BigDataViewer says of an image, carried as JSON with the image.
 *
 * @module
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject, jsonMembers } from "@chunkwright/core";
import { isNumbers } from "../json-numbers.ts";
import type { BdvEntity, BdvSetup, BdvTransform } from "./bdv-document.ts";

/** The views of an image: a setup for each channel. */
export interface BdvDialect {
  readonly timepoints: readonly number[];
  readonly setups: readonly BdvDialectSetup[];
}

export interface BdvDialectSetup extends BdvSetup {
  /** For each time point; `null` without one. */
  readonly registrations: readonly (readonly BdvTransform[] | null)[];
  /** Time points without pixels. */
  readonly missing: readonly number[];
}

export function printBdvDialect({ timepoints, setups }: BdvDialect): JsonObject {
  return { timepoints, setups: setups.map((setup) => JSON.parse(JSON.stringify(setup))) };
}

/** `undefined` for what is not such JSON. */
export function parseBdvDialect(value: Json | undefined): BdvDialect | undefined {
  if (!isJsonObject(value) || !isNumbers(value.timepoints) || !isJsonArray(value.setups)) return undefined;
  const { timepoints } = value;
  const setups = value.setups.map((setup) => parseSetup(setup, timepoints.length));
  if (setups.length === 0 || !setups.every((setup) => setup !== undefined)) return undefined;
  return { timepoints, setups };
}

function parseSetup(value: Json, timepoints: number): BdvDialectSetup | undefined {
  if (!isJsonObject(value) || !isWhole(value.id) || !isJsonObject(value.attributes)) return undefined;
  const { id, name, size, voxelSize, registrations, missing } = value;
  const attributes = jsonMembers(value.attributes);
  if (!attributes.every((entry): entry is [string, Json & BdvEntity] => isEntity(entry[1]))) return undefined;
  if (!isJsonArray(registrations) || registrations.length !== timepoints || !isNumbers(missing))
    return undefined;
  if (!registrations.every(isTransforms)) return undefined;
  return {
    id,
    ...(typeof name === "string" && { name }),
    ...(isVector(size) && { size }),
    ...(isJsonObject(voxelSize) &&
      typeof voxelSize.unit === "string" &&
      isVector(voxelSize.size) && { voxelSize: { unit: voxelSize.unit, size: voxelSize.size } }),
    attributes: Object.fromEntries(attributes),
    registrations,
    missing,
  };
}

function isEntity(value: Json): value is Json & BdvEntity {
  return (
    isJsonObject(value) &&
    isWhole(value.id) &&
    isJsonObject(value.fields) &&
    Object.values(value.fields).every((text) => typeof text === "string")
  );
}

function isTransforms(value: Json): value is (Json & readonly BdvTransform[]) | null {
  if (value === null) return true;
  return (
    isJsonArray(value) &&
    value.every(
      (transform) =>
        isJsonObject(transform) &&
        typeof transform.affine === "string" &&
        (transform.name === undefined || typeof transform.name === "string"),
    )
  );
}

function isVector(value: Json | undefined): value is readonly [number, number, number] {
  return isNumbers(value) && value.length === 3;
}

function isWhole(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
