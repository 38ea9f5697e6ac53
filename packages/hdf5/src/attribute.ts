/**
 * Attributes, wherever they are stored. HDF5 File Format Specification 4.0 §IV.A.2.m and §IV.A.2.v.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  elementCount,
  isStorageError,
  type Json,
  type Shape,
} from "@chunkwright/core";
import { readBtreeV2 } from "./btree-v2.ts";
import { type Dataspace, parseDataspace } from "./dataspace.ts";
import { type Datatype, parseDatatype } from "./datatype.ts";
import { decodeText, FieldReader } from "./field-reader.ts";
import { openFractalHeap } from "./fractal-heap.ts";
import type { Hdf5Context } from "./hdf5-context.ts";
import { invalidHdf5 } from "./hdf5-error.ts";
import { MESSAGE } from "./message-types.ts";
import type { Message, ObjectHeader } from "./object-header.ts";
import { resolveMessage, resolveShared } from "./shared-message.ts";
import { type Hdf5Value, nested, readValues, toJson } from "./values.ts";

/** An attribute as HDF5 has it: what its JSON may not tell. */
export interface Hdf5Attribute {
  readonly name: string;
  readonly datatype: Datatype;
  /** `undefined` for a null dataspace, which has no value; `[]` for a scalar. */
  readonly shape: Shape | undefined;
  /** The elements as stored. */
  readonly bytes: Bytes;
  /** The elements in C order. */
  values(options?: CallOptions): Promise<readonly Hdf5Value[]>;
}

const ATTRIBUTE_NAME_TREE = 8;

/** All attributes of an object. */
export async function readAttributes(
  context: Hdf5Context,
  header: ObjectHeader,
  options?: CallOptions,
): Promise<readonly Hdf5Attribute[]> {
  const attributes: Promise<Hdf5Attribute | readonly Hdf5Attribute[]>[] = [];
  for (const message of header.messages) {
    if (message.type === MESSAGE.ATTRIBUTE) attributes.push(readAttribute(context, message, options));
    if (message.type === MESSAGE.ATTRIBUTE_INFO) attributes.push(readDense(context, message.fields, options));
  }
  return (await Promise.all(attributes)).flat();
}

/** The values of an attribute as JSON: lists within lists, a scalar without one, a null dataspace as null. */
export async function attributeJson(attribute: Hdf5Attribute, options?: CallOptions): Promise<Json> {
  const { shape } = attribute;
  if (!shape) return null;
  const values = (await attribute.values(options)).map(toJson);
  return shape.length === 0 ? values[0]! : nested(values, shape);
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
): Promise<readonly Hdf5Attribute[]> {
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
): Promise<Hdf5Attribute> {
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
  const typeFields = new FieldReader(part(datatypeBytes), what, context);
  const spaceFields = new FieldReader(part(dataspaceBytes), what, context);
  const datatype = parseDatatype(
    flags & 1 ? await resolveShared(context, MESSAGE.DATATYPE, typeFields, options) : typeFields,
  );
  const { shape }: Dataspace = parseDataspace(
    flags & 2 ? await resolveShared(context, MESSAGE.DATASPACE, spaceFields, options) : spaceFields,
  );
  const count = shape ? elementCount(shape) : 0;
  const byteLength = count * datatype.byteLength;
  if (byteLength > fields.remaining) {
    throw invalidHdf5(
      `Cannot read ${what}: ${byteLength} bytes are not in the ${fields.remaining} that are left`,
      {
        section: "§IV.A.2.m",
      },
    );
  }
  const bytes = fields.take(byteLength);
  return {
    name,
    datatype,
    shape,
    bytes,
    values: (callOptions) => readValues(context, datatype, bytes, count, callOptions),
  };
}

/** Attributes as JSON by name. Those that are broken are left out: their values reject with what is wrong. */
export async function attributesJson(
  attributes: readonly Hdf5Attribute[],
  options?: CallOptions,
): Promise<{ readonly [name: string]: Json }> {
  const entries = await Promise.all(
    attributes.map(async (attribute): Promise<readonly [string, Json][]> => {
      try {
        return [[attribute.name, await attributeJson(attribute, options)]];
      } catch (error) {
        if (isStorageError(error, "invalid-data", "unsupported")) return [];
        throw error;
      }
    }),
  );
  return Object.fromEntries(entries.flat());
}
