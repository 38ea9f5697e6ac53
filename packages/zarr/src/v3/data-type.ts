/**
 * Data types as documents spell them. Zarr extensions, data-types.
 *
 * Records and raw bits have two names each, and both are read. Written is the one that most readers open:
 * zarr-python 3.1 knows `structured` and `raw_bytes`, but neither `struct` nor `r*`; later versions and tensorstore
 * know these two as well.
 *
 * @module
 */

import { type ExtensionName, isJsonObject, type Json, type JsonObject } from "@chunkwright/core";

/** A bare name where there is nothing to configure. */
type PrintedType = string | { readonly name: string; readonly configuration: JsonObject };

/** A data type, which may be a record of others, by the names that most readers open. */
export function printDataType({ name, configuration }: ExtensionName): PrintedType {
  const [, bits] = /^r(\d+)$/.exec(name) ?? [];
  if (bits !== undefined) return { name: "raw_bytes", configuration: { length_bytes: Number(bits) / 8 } };
  if (!configuration) return name;
  const { fields } = configuration;
  if (name !== "struct" || !Array.isArray(fields)) return { name, configuration };
  return { name: "structured", configuration: { fields: fields.map(printField) } };
}

/** The pair of name and type that `structured` has for a field. */
function printField(field: Json): Json {
  if (!isJsonObject(field)) return field;
  const { name = "", data_type: type = "" } = field;
  if (!isJsonObject(type)) return [name, printDataType({ name: String(type) })];
  const { name: own, configuration } = type;
  return [name, printDataType({ name: String(own), ...(isJsonObject(configuration) && { configuration }) })];
}
