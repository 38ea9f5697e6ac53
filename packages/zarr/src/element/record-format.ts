/**
 * Records: named fields side by side, without padding. Zarr extensions, data types struct and structured.
 *
 * @module
 */

import {
  decodeBase64,
  type ExtensionName,
  encodeBase64,
  isJsonObject,
  type Json,
  type JsonObject,
} from "@chunkwright/core";
import {
  bytesOfValue,
  type ElementFormat,
  type ElementRecord,
  type ElementValue,
  joinRuns,
  valueOfBytes,
} from "./element-format.ts";

/** One field and where it lies in its record. */
export interface RecordField {
  readonly name: string;
  readonly dataType: ExtensionName;
  readonly byteOffset: number;
  readonly format: ElementFormat;
}

export interface RecordFormat extends ElementFormat<ElementRecord> {
  readonly fields: readonly RecordField[];
}

export function isRecord(format: ElementFormat): format is RecordFormat {
  return "fields" in format;
}

/** Fill values in documents are the base64 of a record, which every reader takes; objects are read too. */
export function recordFormat(members: readonly Omit<RecordField, "byteOffset">[]): RecordFormat {
  let byteLength = 0;
  const fields = members.map((member) => {
    const field = { ...member, byteOffset: byteLength };
    byteLength += member.format.byteLength;
    return field;
  });
  const format: RecordFormat = {
    fields,
    byteLength,
    words: joinRuns(fields.flatMap((field) => field.format.words)),
    read: (view, offset) =>
      Object.fromEntries(
        fields.map((field) => [field.name, field.format.read(view, offset + field.byteOffset)]),
      ),
    write(view, offset, record) {
      for (const field of fields) {
        const value = record[field.name];
        if (value === undefined) {
          throw new TypeError(`A record without its field "${field.name}" cannot be written`);
        }
        field.format.write(view, offset + field.byteOffset, value);
      }
    },
    parse(json) {
      if (typeof json === "string") return parsePacked(json, format);
      return isJsonObject(json) ? parseFields(json, fields) : undefined;
    },
    print: (record) => encodeBase64(bytesOfValue(record, format)),
  };
  return format;
}

function parseFields(json: JsonObject, fields: readonly RecordField[]): ElementRecord | undefined {
  const record: [string, ElementValue][] = [];
  for (const { name, format } of fields) {
    const member: Json | undefined = Object.hasOwn(json, name) ? json[name] : undefined;
    const value = member === undefined ? undefined : format.parse(member);
    if (value === undefined) return undefined;
    record.push([name, value]);
  }
  return Object.keys(json).length === fields.length ? Object.fromEntries(record) : undefined;
}

/** The packed bytes of a record in base64: the legacy form of `structured`, and that of v2. */
function parsePacked(text: string, format: RecordFormat): ElementRecord | undefined {
  const bytes = decodeBase64(text);
  return bytes?.length === format.byteLength ? valueOfBytes(bytes, format) : undefined;
}
