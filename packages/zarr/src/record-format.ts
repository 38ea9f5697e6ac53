/**
 * Records: named fields side by side, without padding. Zarr extensions, data types struct and structured.
 *
 * @module
 */

import type { ExtensionName } from "@chunkwright/core";
import { bytesOfBase64, printBase64 } from "./base64.ts";
import { type ElementFormat, type ElementRecord, type ElementValue, joinRuns } from "./element-format.ts";
import { type ExactJson, type ExactJsonObject, isObject } from "./exact-json.ts";

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

/** `isPacked`: documents hold fill values as the base64 of a record, not as an object. Both are read. */
export function recordFormat(
  members: readonly Omit<RecordField, "byteOffset">[],
  isPacked = false,
): RecordFormat {
  let byteLength = 0;
  const fields = members.map((member) => {
    const field = { ...member, byteOffset: byteLength };
    byteLength += member.format.byteLength;
    return field;
  });
  const read = (view: DataView, offset: number): ElementRecord =>
    Object.fromEntries(
      fields.map(({ name, byteOffset, format }) => [name, format.read(view, offset + byteOffset)]),
    );
  const write = (view: DataView, offset: number, record: ElementRecord): void => {
    for (const { name, byteOffset, format } of fields) {
      const value = record[name];
      if (value === undefined) throw new TypeError(`A record without its field "${name}" cannot be written`);
      format.write(view, offset + byteOffset, value);
    }
  };
  return {
    fields,
    byteLength,
    words: joinRuns(fields.flatMap(({ format }) => format.words)),
    read,
    write,
    parse(json) {
      if (typeof json === "string") return parsePacked(json, byteLength, read);
      return isObject(json) ? parseFields(json, fields) : undefined;
    },
    print(record) {
      if (isPacked) {
        const bytes = new Uint8Array(byteLength);
        write(new DataView(bytes.buffer), 0, record);
        return printBase64(bytes);
      }
      return Object.fromEntries(
        fields.map(({ name, format }) => [name, format.print(record[name] as ElementValue)]),
      );
    },
  };
}

function parseFields(json: ExactJsonObject, fields: readonly RecordField[]): ElementRecord | undefined {
  const record: [string, ElementValue][] = [];
  for (const { name, format } of fields) {
    const member: ExactJson | undefined = Object.hasOwn(json, name) ? json[name] : undefined;
    const value = member === undefined ? undefined : format.parse(member);
    if (value === undefined) return undefined;
    record.push([name, value]);
  }
  return Object.keys(json).length === fields.length ? Object.fromEntries(record) : undefined;
}

/** The packed bytes of a record in base64: the legacy form of `structured`, and that of v2. */
function parsePacked(
  text: string,
  byteLength: number,
  read: (view: DataView, offset: number) => ElementRecord,
): ElementRecord | undefined {
  const bytes = bytesOfBase64(text);
  return bytes?.length === byteLength ? read(new DataView(bytes.buffer), 0) : undefined;
}
