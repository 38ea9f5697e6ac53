/**
 * Typed values of XML attributes.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

/** The attributes of one element, by name. */
export type XmlAttributes = (name: string) => string | undefined;

/** An integer between `minimum` and `maximum`. */
export function integerAttribute(
  attributes: XmlAttributes,
  name: string,
  minimum: number,
  maximum: number,
): number | undefined {
  const text = attributes(name)?.trim();
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[+-]?\d{1,15}$/.test(text) || value < minimum || value > maximum) {
    throw invalidXml(`${name} is ${JSON.stringify(text)}, not an integer from ${minimum} to ${maximum}`);
  }
  return value;
}

/** A number above zero; `undefined` for zero, negative and infinite ones, which files write for "not known". */
export function positiveAttribute(attributes: XmlAttributes, name: string): number | undefined {
  const text = attributes(name)?.trim();
  if (text === undefined || /^(NaN|[+-]?INF)$/.test(text)) return undefined;
  const value = Number(text);
  if (text === "" || Number.isNaN(value))
    throw invalidXml(`${name} is ${JSON.stringify(text)}, not a number`);
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

/** One of the words in `allowed`. */
export function wordAttribute<T extends string>(
  attributes: XmlAttributes,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const text = attributes(name)?.trim();
  if (text === undefined) return undefined;
  const word = allowed.find((candidate) => candidate === text);
  if (word === undefined) throw invalidXml(`${name} is ${JSON.stringify(text)}`);
  return word;
}

export function invalidXml(fact: string, cause?: unknown): StorageError<"invalid-data"> {
  return new StorageError(
    "invalid-data",
    `Cannot parse OME-XML: ${fact}`,
    { format: "ome-xml" },
    cause === undefined ? undefined : { cause },
  );
}
