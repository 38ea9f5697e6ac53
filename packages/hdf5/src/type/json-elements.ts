/**
 * Elements of any kind, which HDF5 has as text of JSON: our writer says so in the dataset's supplement.
 *
 * @module
 */

import { type ExtensionName, type Json, parseJson } from "@chunkwright/core";
import { encodeText } from "../write/print/field-writer.ts";
import type { ElementType, FillValue } from "./element-type.ts";

/** What the supplement of such a dataset says of its data type. */
export const JSON_TYPE: ExtensionName = { name: "json" };

/** Elements as they are meant, by what the dataset says of them beside its datatype. */
export function meantElements(element: ElementType, meant: ExtensionName | undefined): ElementType {
  const { convert } = element;
  if (!meant) return element;
  if (!isJson(element, meant) || !convert) return { ...element, logicalType: meant };
  return {
    ...element,
    dataType: "json",
    convert: async (context, bytes, count, options) =>
      Array.from((await convert(context, bytes, count, options)) as readonly string[], parseElement),
  };
}

export function meantFill(
  element: ElementType,
  fill: FillValue,
  meant: ExtensionName | undefined,
): FillValue {
  return isJson(element, meant) && typeof fill.value === "string"
    ? { value: parseElement(fill.value) }
    : fill;
}

function isJson({ dataType, innerShape }: ElementType, meant: ExtensionName | undefined): boolean {
  return meant?.name === JSON_TYPE.name && dataType === "string" && innerShape.length === 0;
}

/** What was never written is null. */
function parseElement(text: string): Json {
  return text === "" ? null : parseJson(encodeText(text), "an element");
}
