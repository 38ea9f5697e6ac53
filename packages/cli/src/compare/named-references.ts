/**
 * References of HDF5 by the paths of their targets: equal files may have them at different addresses.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonMembers,
  readRegion,
} from "@chunkwright/core";

/**
 * Attributes, with references replaced by names if the notes of both sides have them. References to nothing stay as
 * they are stored.
 */
export function nameAttributes(attributes: JsonObject, own: JsonObject, other: JsonObject): JsonObject {
  const named = jsonMembers(attributes).map(([name, stored]): [string, Json] => {
    const [values, others] = [namedValues(own, name), namedValues(other, name)];
    if (!values || !others) return [name, stored];
    const elements = elementsOf(stored);
    return [name, values.map((value, n) => value ?? elements[n] ?? null)];
  });
  return Object.fromEntries(named);
}

/** Elements that are references, as JSON; `undefined` unless the notes of both sides name them. */
export async function nameElements(
  array: ChunkSource,
  own: JsonObject,
  other: JsonObject,
  options: CallOptions,
): Promise<readonly Json[] | undefined> {
  const { references } = own;
  const { shape } = array.info;
  if (!Array.isArray(references) || !Array.isArray(other.references)) return undefined;
  const { data } = await readRegion(array, { start: shape.map(() => 0), shape }, options);
  if (!(data instanceof Uint8Array)) return undefined;
  const byteLength = data.byteLength / references.length;
  return references.map(
    (reference, n) => reference ?? Array.from(data.subarray(n * byteLength, (n + 1) * byteLength)),
  );
}

/** The elements of an attribute that has references in them. */
function namedValues({ attributes }: JsonObject, name: string): readonly Json[] | undefined {
  const noted = isJsonObject(attributes) ? attributes[name] : undefined;
  const values = isJsonObject(noted) ? noted.values : undefined;
  return Array.isArray(values) ? values : undefined;
}

function elementsOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value.flatMap(elementsOf) : [value];
}
