/**
 * Attributes, wherever they are stored. HDF5 File Format Specification 4.0 §IV.A.2.m and §IV.A.2.v.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  decodeText,
  elementCount,
  isStorageError,
  type Json,
  type JsonObject,
  type Shape,
  type StorageError,
} from "@chunkwright/core";
import { parseDataspace } from "../array/dataspace.ts";
import { FieldReader } from "../file/field-reader.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { readBtreeV2 } from "../heap/btree-v2.ts";
import { openFractalHeap } from "../heap/fractal-heap.ts";
import type { Datatype } from "../type/datatype.ts";
import { parseDatatype } from "../type/parse-datatype.ts";
import { toJson } from "../value/json-value.ts";
import { type Hdf5Value, nested, readValues } from "../value/values.ts";
import { MESSAGE } from "./message-types.ts";
import type { Message, ObjectHeader } from "./object-header.ts";
import { withoutScaleAttributes } from "./scale-attributes.ts";
import { committedAddress, IS_SHARED, resolveMessage } from "./shared-message.ts";
import { applySupplement, type Supplemented } from "./supplement.ts";

/** An attribute with what its JSON may not say: its datatype, its shape, its bytes. */
export interface Hdf5Attribute {
  readonly name: string;
  readonly datatype: Datatype;
  /** Address of the committed datatype that the attribute uses; `undefined` if the datatype is its own. */
  readonly datatypeAddress: number | undefined;
  /** `undefined` for a null dataspace, which has no value; `[]` for a scalar. */
  readonly shape: Shape | undefined;
  /** The elements as stored. */
  readonly bytes: Bytes;
  /** The elements in C order. */
  values(options?: CallOptions): Promise<readonly Hdf5Value[]>;
}

/** The attributes of an object, as JSON and as stored. */
export interface ObjectAttributes {
  /** Without what `dimensionNames` says. */
  readonly attributes: JsonObject;
  /** Attributes with what their JSON does not say. */
  readonly typedAttributes: ReadonlyMap<string, Hdf5Attribute>;
  /** Errors of attributes that cannot be read and so are missing above: one of them does not hide the object. */
  readonly brokenAttributes: ReadonlyMap<string, StorageError>;
}

/** `logicalType`: what the elements mean, if an attribute of our writer says so. */
export type ReadAttributes = ObjectAttributes & Pick<Supplemented, "logicalType">;

interface BrokenAttribute {
  readonly name: string;
  readonly error: StorageError;
}
type FoundAttribute = Hdf5Attribute | BrokenAttribute;

const ATTRIBUTE_NAME_TREE = 8;

/** Reads all attributes of an object, and their values. */
export async function readAttributes(
  context: Hdf5Context,
  header: ObjectHeader,
  options?: CallOptions,
): Promise<ReadAttributes> {
  const found: Promise<readonly FoundAttribute[]>[] = [];
  for (const message of header.messages) {
    if (message.type === MESSAGE.ATTRIBUTE) {
      found.push(readAttribute(context, message, options).then((attribute) => [attribute]));
    } else if (message.type === MESSAGE.ATTRIBUTE_INFO) {
      found.push(readDense(context, message.fields, options));
    }
  }
  const attributes: (readonly [string, Json])[] = [];
  const typedAttributes = new Map<string, Hdf5Attribute>();
  const brokenAttributes = new Map<string, StorageError>();
  const read = (await Promise.all(found)).flat().map(async (attribute) => {
    const { name } = attribute;
    if ("error" in attribute) return attribute;
    typedAttributes.set(name, attribute);
    try {
      return { name, json: await attributeJson(attribute, options) };
    } catch (error) {
      return { name, error: brokenError(error) };
    }
  });
  for (const attribute of await Promise.all(read)) {
    if ("error" in attribute) brokenAttributes.set(attribute.name, attribute.error);
    else attributes.push([attribute.name, attribute.json]);
  }
  const json = withoutScaleAttributes(Object.fromEntries(attributes));
  return { ...applySupplement(json), typedAttributes, brokenAttributes };
}

/** Lists within lists, a scalar without one, a null dataspace as null. */
async function attributeJson(attribute: Hdf5Attribute, options?: CallOptions): Promise<Json> {
  const { shape } = attribute;
  if (!shape) return null;
  const values = (await attribute.values(options)).map(toJson);
  return shape.length === 0 ? values[0]! : nested(values, shape);
}

/** What is wrong with an attribute; anything else is thrown on. */
function brokenError(error: unknown): StorageError {
  if (isStorageError(error, "invalid-data", "unsupported")) return error;
  throw error;
}

/**
 * The Attribute Info message, §IV.A.2.v:
 *    0  1  version, 0
 *    1  1  flags: bit 0 creation order tracked, bit 1 indexed
 *  ( 2  2  maximum creation index)
 *       O  fractal heap
 *       O  B-tree of names: 8 heap ID, 1 message flags, 4 creation order, 4 hash
 */
async function readDense(
  context: Hdf5Context,
  fields: FieldReader,
  options?: CallOptions,
): Promise<readonly FoundAttribute[]> {
  fields.version(0);
  if (fields.u8() & 1) fields.skip(2);
  const heapAddress = fields.address();
  const treeAddress = fields.address();
  if (heapAddress === undefined || treeAddress === undefined) return [];
  const heap = await openFractalHeap(context, heapAddress, options);
  const records = await readBtreeV2(
    context,
    treeAddress,
    [ATTRIBUTE_NAME_TREE],
    (record) => ({ id: record.take(8), flags: record.u8(), order: record.u32() }),
    options,
  );
  return Promise.all(
    records
      .toSorted((a, b) => a.order - b.order)
      .map(async ({ id, flags }) => {
        const isShared = (flags & 2) !== 0;
        // The heap ID of a shared attribute is one of the shared message heap: the reference to it begins with its kind.
        const stored = isShared
          ? sharedReference(id)
          : await heap.read(id.subarray(0, heap.idBytes), options);
        const message = new FieldReader(stored, "an attribute", context);
        return readAttribute(context, { type: MESSAGE.ATTRIBUTE, flags, fields: message }, options);
      }),
  );
}

/** A version 3 reference to a shared message in the heap. */
function sharedReference(id: Bytes): Bytes {
  return Uint8Array.from([3, 1, ...id]);
}

/**
 *    0  1  version, 1 to 3
 *    1  1  flags, from version 2: bit 0 the datatype, bit 1 the dataspace is shared
 *    2  2  name size
 *    4  2  datatype size
 *    6  2  dataspace size
 *  ( 8  1  version 3: character set of the name)
 *          name, datatype, dataspace, in version 1 padded to 8 each; the data
 */
async function readAttribute(
  context: Hdf5Context,
  message: Pick<Message, "type" | "flags" | "fields">,
  options?: CallOptions,
): Promise<FoundAttribute> {
  const fields = await resolveMessage(context, message, options);
  const version = fields.version(1, 2, 3);
  const stored = fields.u8();
  const flags = version > 1 ? stored : 0;
  const nameBytes = fields.u16();
  const datatypeBytes = fields.u16();
  const dataspaceBytes = fields.u16();
  if (version === 3) fields.skip(1);
  const part = (length: number): Bytes => {
    const start = fields.position;
    const bytes = fields.take(length);
    if (version === 1) fields.align(8, start);
    return bytes;
  };
  const name = decodeText(part(nameBytes)).replace(/\0.*$/s, "");
  const what = `attribute ${JSON.stringify(name)}`;
  const embedded = (type: number, isShared: boolean, length: number) => {
    const bytes = part(length);
    return {
      type,
      flags: isShared ? IS_SHARED : 0,
      get fields() {
        return new FieldReader(bytes, what, context);
      },
    };
  };
  try {
    const type = embedded(MESSAGE.DATATYPE, (flags & 1) !== 0, datatypeBytes);
    const space = embedded(MESSAGE.DATASPACE, (flags & 2) !== 0, dataspaceBytes);
    const datatype = parseDatatype(await resolveMessage(context, type, options));
    const { shape } = parseDataspace(await resolveMessage(context, space, options));
    const count = shape ? elementCount(shape) : 0;
    const bytes = fields.take(count * datatype.byteLength);
    const values = (callOptions?: CallOptions) => readValues(context, datatype, bytes, count, callOptions);
    return { name, datatype, datatypeAddress: committedAddress(type), shape, bytes, values };
  } catch (error) {
    return { name, error: brokenError(error) };
  }
}
