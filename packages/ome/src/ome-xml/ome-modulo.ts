/**
 * An axis of OME-XML that combines two dimensions: runs of planes along it belong together, by angle, wavelength or
 * lifetime. "6D, 7D and 8D storage", OME Model documentation.
 *
 * @module
 */

import type { JsonObject } from "@chunkwright/core";
import type { XmlAttributes } from "../xml/xml-attributes.ts";

export interface OmeModulo {
  readonly along: "z" | "c" | "t";
  /** What the inner dimension is: "angle", "phase", "tile", "lifetime", "lambda" or "other". */
  readonly type?: string;
  readonly typeDescription?: string;
  readonly unit?: string;
  /** The values of the inner dimension: from `start` to `end`. */
  readonly start: number;
  readonly end: number;
  readonly step: number;
  /** Names instead of values. */
  readonly labels: readonly string[];
}

/** Namespace of the annotations that hold it. */
export const MODULO_NAMESPACE = "openmicroscopy.org/omero/dimension/modulo";

/** Local names of the elements. */
const ALONG: { readonly [element: string]: OmeModulo["along"] } = {
  ModuloAlongZ: "z",
  ModuloAlongC: "c",
  ModuloAlongT: "t",
};

/** `undefined` for any other element. */
export function parseModulo(element: string, attributes: XmlAttributes): OmeModulo | undefined {
  const along = ALONG[element];
  if (!along) return undefined;
  const number = (name: string): number | undefined => {
    const value = Number(attributes(name)?.trim() || undefined);
    return Number.isFinite(value) ? value : undefined;
  };
  const start = number("Start") ?? 0;
  const [type, typeDescription, unit] = ["Type", "TypeDescription", "Unit"].map(attributes);
  return {
    along,
    ...(type !== undefined && { type }),
    ...(typeDescription !== undefined && { typeDescription }),
    ...(unit !== undefined && { unit }),
    start,
    end: number("End") ?? start,
    step: number("Step") ?? 1,
    labels: [],
  };
}

/** The same as a member of `Image.dialects`, `length` being that of the inner dimension. */
export function describeModulo(modulo: OmeModulo): JsonObject {
  const { start, end, step, labels } = modulo;
  const length = labels.length > 0 ? labels.length : Math.round((end - start) / step) + 1;
  return { ...modulo, length: Number.isFinite(length) ? length : 1 };
}
