/**
 * What a group or a dataset holds and N5 cannot express, in an attribute of ours. Other readers see an object.
 *
 * @module
 */

import { type DataType, isJsonObject, type JsonObject, jsonMembers } from "@chunkwright/core";

const SUPPLEMENT = "_chunkwright";
/** N5's version, which the root's attributes may have. */
const VERSION = "n5";

/** The members of the attribute, as they are written. */
export type Supplement = {
  /** Attributes whose names mean something else here. */
  readonly attributes?: JsonObject;
  /** The names of all axes, the fastest first, where `axes` cannot say them. */
  readonly dimensionNames?: readonly (string | null)[];
  /** The elements that numbers of N5 carry. */
  readonly elementType?: DataType;
  /** What elements mean, where their data type only carries them. */
  readonly dataType?: JsonObject;
};

/** As it was written, or as others have changed it since. */
export function supplementOf({ [SUPPLEMENT]: supplement }: JsonObject): JsonObject {
  return isJsonObject(supplement) ? supplement : {};
}

/** The user's attributes in a document, of which `own` members are N5's. */
export function userAttributes(document: JsonObject, own: readonly string[]): JsonObject {
  const hidden = [VERSION, ...own, ...(isJsonObject(document[SUPPLEMENT]) ? [SUPPLEMENT] : [])];
  const { attributes } = supplementOf(document);
  const members = jsonMembers(document).filter(([name]) => !hidden.includes(name));
  return { ...Object.fromEntries(members), ...(isJsonObject(attributes) && attributes) };
}

/** Attributes as members of a document of which `own` members are N5's, and what else is to be said. */
export function printUserAttributes(
  attributes: JsonObject,
  own: readonly string[],
  supplement: Supplement = {},
): JsonObject {
  const isOwn = ([name]: readonly [string, unknown]) => [VERSION, SUPPLEMENT, ...own].includes(name);
  const members = jsonMembers(attributes);
  const moved = members.filter(isOwn);
  const all: Supplement = {
    ...supplement,
    ...(moved.length > 0 && { attributes: Object.fromEntries(moved) }),
  };
  return {
    ...Object.fromEntries(members.filter((member) => !isOwn(member))),
    ...(Object.keys(all).length > 0 && { [SUPPLEMENT]: all }),
  };
}
