/**
 * The list that numcodecs' codecs of Python objects store: the elements, nested like the array, then its type and
 * shape. numcodecs 0.16, "JSON" and "MsgPack".
 *
 * @module
 */

import {
  type Chunk,
  isJsonArray,
  type Json,
  jsonEquals,
  type Shape,
  StorageError,
  showJson,
} from "@chunkwright/core";
import type { ArraySpec } from "../codec.ts";
import { badConfiguration } from "../configuration.ts";

/** NumPy's names for arrays of Python objects and of strings. */
const OBJECT_TYPE = "|O";
const STRING_TYPE = /^[<>|=]?U\d+$/;

/** Throws unless the elements are `json` or `string`. */
export function checkObjects(codec: string, { dataType }: ArraySpec): void {
  if (dataType !== "json" && dataType !== "string") {
    throw badConfiguration(codec, `the elements are ${dataType}, not json or string`);
  }
}

/** The chunk of a stored list. */
export function chunkOfList(codec: string, list: Json, { dataType, shape }: ArraySpec): Chunk {
  if (!isJsonArray(list) || list.length < 2)
    throw badList(codec, "it is not a list of elements, a type and a shape");
  const [type, storedShape] = list.slice(-2);
  if (!jsonEquals(storedShape, shape)) {
    throw badList(codec, `its shape is ${showJson(storedShape)}, [${shape}] was expected`);
  }
  if (typeof type !== "string" || (type !== OBJECT_TYPE && !STRING_TYPE.test(type))) {
    throw new StorageError("unsupported", `Cannot decode ${codec}: its elements are ${showJson(type)}`, {
      format: codec,
      feature: "objects of another type",
    });
  }
  const nested = list.slice(0, -2);
  const data = flatten(codec, shape.length === 0 ? nested : [nested], shape.length === 0 ? [] : shape);
  if (dataType === "json") return { dataType, shape, data };
  const strings = data.filter((element) => typeof element === "string");
  if (strings.length !== data.length) throw badList(codec, "not all elements are strings");
  return { dataType: "string", shape, data: strings };
}

/** The list to be stored for a chunk. */
export function listOfChunk({ dataType, shape, data }: Chunk): readonly Json[] {
  if (dataType !== "json" && dataType !== "string") throw new TypeError(`The elements are ${dataType}`);
  const nested = shape.reduceRight<readonly Json[]>((inner, length) => {
    const count = inner.length / Math.max(length, 1);
    return Array.from({ length: count }, (_, i) => inner.slice(i * length, (i + 1) * length));
  }, data);
  // The elements of the outermost list are stored next to type and shape.
  const elements = shape.length === 0 ? data : nested.flat(1);
  return [...elements, OBJECT_TYPE, shape];
}

/** The elements of lists nested as deep as `shape` says, whose lengths must be those of `shape`. */
function flatten(codec: string, lists: readonly Json[], shape: Shape): Json[] {
  let elements: Json[] = [...lists];
  for (const length of shape) {
    elements = elements.flatMap((list) => {
      if (isJsonArray(list) && list.length === length) return list;
      throw badList(codec, `its elements are not nested as [${shape}]`);
    });
  }
  return elements;
}

function badList(codec: string, fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode ${codec}: ${fact}`, { format: codec });
}
