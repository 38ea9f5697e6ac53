/**
 * Numbers in the text of BigDataViewer's XML; anything else is "invalid-data".
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { BdvVector } from "./bdv-document.ts";

/** `what` names the text in errors, here and below. */
export function vectorField(text: string, what: string): BdvVector {
  const [x, y, z, ...others] = text.split(/\s+/).map(Number);
  if ([x, y, z].every((length) => Number.isFinite(length)) && others.length === 0) return [x!, y!, z!];
  throw invalidBdv(`${what} is ${JSON.stringify(text)}, not 3 numbers`);
}

export function integersField(text: string | undefined, what: string): readonly number[] {
  return (text ?? "")
    .split(/\s+/)
    .filter((part) => part !== "")
    .map((part) => integerField(part, what));
}

export function integerField(text: string | undefined, what: string): number {
  if (text !== undefined && /^\s*\d{1,9}\s*$/.test(text)) return Number(text);
  throw invalidBdv(`${what} is ${JSON.stringify(text)}, not a whole number`);
}

/** Three rows of four: world x, y and z from the x, y, z and 1 of the space before. */
export function parseAffine(text: string): readonly number[] {
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length === 12 && numbers.every(Number.isFinite)) return numbers;
  throw invalidBdv(`an affine is ${JSON.stringify(text.slice(0, 80))}, not 12 numbers`);
}

export function invalidBdv(fact: string, cause?: unknown): StorageError<"invalid-data"> {
  const options = cause === undefined ? undefined : { cause };
  return new StorageError(
    "invalid-data",
    `Cannot read BigDataViewer XML: ${fact}`,
    { format: "bdv" },
    options,
  );
}
