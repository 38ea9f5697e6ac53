/**
 * Elements of fixed size as Zarr has them: which data type carries a datatype of HDF5, and how its bytes become
 * little-endian elements without padding where they are not already.
 *
 * @module
 */

import type { Bytes, ExtensionName, FixedDataType, Json } from "@chunkwright/core";
import type {
  CompoundDatatype,
  Datatype,
  Endian,
  EnumDatatype,
  FloatDatatype,
  IntegerDatatype,
  StringDatatype,
} from "./datatype.ts";
import { convertFloat, floatCarrier, isIeee } from "./float-format.ts";

/** Writes one element, little-endian and packed, to `to` of `target`. */
export type ConvertElement = (source: Bytes, from: number, target: Bytes, to: number) => void;

export interface PlainElement {
  readonly dataType: FixedDataType;
  /** What the element means where `dataType` only carries it: the name and configuration of Zarr's data type. */
  readonly logicalType?: ExtensionName;
  readonly byteLength: number;
  /** The stored byte order, if elements differ from stored ones in nothing else; otherwise `undefined`. */
  readonly endian: Endian | undefined;
  readonly convert: ConvertElement;
}

/** `undefined` for types that hold elements of variable length. */
export function plainElement(datatype: Datatype): PlainElement | undefined {
  switch (datatype.class) {
    case "integer":
    case "bitfield":
    case "time":
      return integerElement(datatype);
    case "enum":
      return isBoolean(datatype) ? words("bool", 1, 1, "little") : integerElement(datatype.base);
    case "float":
      return floatElement(datatype);
    case "string":
      return stringElement(datatype);
    case "opaque":
      return opaqueElement(datatype.tag, datatype.byteLength);
    case "reference":
      return raw(datatype.byteLength);
    case "complex":
      return complexElement(datatype.base);
    case "compound":
      return compoundElement(datatype);
    case "array": {
      const base = plainElement(datatype.base);
      return base && repeated(base, datatype.base.byteLength, datatype.byteLength / datatype.base.byteLength);
    }
    case "vlen":
    case "vlen-string":
      return undefined;
  }
}

/** Elements of a type that HDF5 and Zarr share, in either byte order. */
function words(dataType: FixedDataType, byteLength: number, wordBytes: number, endian: Endian): PlainElement {
  return {
    dataType,
    byteLength,
    endian,
    convert: endian === "little" ? copyBytes(byteLength) : swapBytes(byteLength, wordBytes),
  };
}

function raw(byteLength: number, logicalType?: ExtensionName): PlainElement {
  const element = words(`r${8 * byteLength}`, byteLength, 1, "little");
  return logicalType ? { ...element, logicalType } : element;
}

function copyBytes(byteLength: number): ConvertElement {
  return (source, from, target, to) => {
    for (let i = 0; i < byteLength; i += 1) target[to + i] = source[from + i]!;
  };
}

function swapBytes(byteLength: number, wordBytes: number): ConvertElement {
  return (source, from, target, to) => {
    for (let word = 0; word < byteLength; word += wordBytes) {
      for (let i = 0; i < wordBytes; i += 1) target[to + word + i] = source[from + word + wordBytes - 1 - i]!;
    }
  };
}

/** Bit fields are unsigned. Integers of odd sizes are widened; those beyond 64 bits stay raw. */
function integerElement(datatype: IntegerDatatype): PlainElement {
  const { byteLength, isSigned, bitOffset, precision, endian } = datatype;
  const size = [1, 2, 4, 8].find((bytes) => bytes >= byteLength);
  if (size === undefined) return raw(byteLength);
  const dataType = `${isSigned ? "int" : "uint"}${8 * size}` as FixedDataType;
  if (size === byteLength && bitOffset === 0 && precision === 8 * size)
    return words(dataType, size, size, endian);
  return { dataType, byteLength: size, endian: undefined, convert: convertInteger(datatype, size) };
}

function convertInteger(datatype: IntegerDatatype, size: number): ConvertElement {
  const { byteLength, endian, isSigned, bitOffset, precision } = datatype;
  return (source, from, target, to) => {
    let value = 0n;
    for (let i = 0; i < byteLength; i += 1) {
      value = (value << 8n) | BigInt(source[from + (endian === "big" ? i : byteLength - 1 - i)]!);
    }
    value >>= BigInt(bitOffset);
    value = isSigned ? BigInt.asIntN(precision, value) : BigInt.asUintN(precision, value);
    for (let i = 0; i < size; i += 1) {
      target[to + i] = Number(value & 255n);
      value >>= 8n;
    }
  };
}

/** Floats other than IEEE 754's are widened to the first that holds them exactly; without one they stay raw. */
function floatElement(datatype: FloatDatatype): PlainElement {
  const carrier = floatCarrier(datatype);
  if (!carrier) return raw(datatype.byteLength);
  const { dataType, byteLength } = carrier;
  if (isIeee(datatype)) return words(dataType, byteLength, byteLength, datatype.endian);
  return { dataType, byteLength, endian: undefined, convert: convertFloat(datatype, carrier) };
}

/** h5py's booleans: an enumeration of FALSE and TRUE in one byte. */
export function isBoolean({ byteLength, members }: EnumDatatype): boolean {
  return byteLength === 1 && members.size === 2 && members.get("FALSE") === 0 && members.get("TRUE") === 1;
}

const SPACE = 32;

/** Zarr's text of fixed length ends at the padding of NULs: bytes after a terminator and padding spaces become that. */
function stringElement({ byteLength, padding }: StringDatatype): PlainElement {
  const logicalType = { name: "null_terminated_bytes", configuration: { length_bytes: byteLength } };
  const element = raw(byteLength, logicalType);
  switch (padding) {
    case "null-padded":
      return element;
    case "null-terminated":
      return {
        ...element,
        endian: undefined,
        convert(source, from, target, to) {
          const end = source.indexOf(0, from);
          const length = end === -1 ? byteLength : Math.min(end - from, byteLength);
          target.set(source.subarray(from, from + length), to);
        },
      };
    case "space-padded":
      return {
        ...element,
        endian: undefined,
        convert(source, from, target, to) {
          let length = byteLength;
          while (length > 0 && source[from + length - 1] === SPACE) length -= 1;
          target.set(source.subarray(from, from + length), to);
        },
      };
  }
}

const NUMPY_TIME = /^NUMPY:([<>]?)(datetime64|timedelta64|[mM]8)\[(\d*)([a-zA-Z]+)\]$/;

/** h5py stores times of NumPy as opaque elements with NumPy's name of the type for a tag. */
function opaqueElement(tag: string, byteLength: number): PlainElement {
  const [, order, kind, factor, unit] = NUMPY_TIME.exec(tag) ?? [];
  if (!kind || !unit || byteLength !== 8) return raw(byteLength);
  const name = kind === "datetime64" || kind === "M8" ? "numpy.datetime64" : "numpy.timedelta64";
  const configuration = { unit, scale_factor: Number(factor || 1) };
  return { ...words("int64", 8, 8, order === ">" ? "big" : "little"), logicalType: { name, configuration } };
}

function complexElement(base: Datatype): PlainElement | undefined {
  const part = plainElement(base);
  if (!part) return undefined;
  if (part.dataType === "float16") {
    return { ...repeated(part, base.byteLength, 2), logicalType: { name: "complex_float16" } };
  }
  const dataType =
    part.dataType === "float32" ? "complex64" : part.dataType === "float64" ? "complex128" : undefined;
  const pair = repeated(part, base.byteLength, 2);
  return dataType ? { ...pair, dataType, endian: part.endian } : pair;
}

/** h5py's complex numbers, a record of `r` and `i`; other records are Zarr's `struct`, packed and little-endian. */
function compoundElement({ members, byteLength }: CompoundDatatype): PlainElement | undefined {
  const [re, im] = members;
  const isComplex =
    members.length === 2 &&
    re!.name === "r" &&
    im!.name === "i" &&
    re!.datatype.class === "float" &&
    JSON.stringify(re!.datatype) === JSON.stringify(im!.datatype) &&
    re!.byteOffset === 0 &&
    im!.byteOffset === re!.datatype.byteLength &&
    byteLength === 2 * re!.datatype.byteLength;
  if (isComplex) {
    const complex = complexElement(re!.datatype);
    if (complex?.dataType.startsWith("complex")) return complex;
  }
  const fields: Json[] = [];
  const parts: { readonly element: PlainElement; readonly from: number; readonly to: number }[] = [];
  let packed = 0;
  for (const { name, byteOffset, datatype } of members) {
    const element = plainElement(datatype);
    if (!element) return undefined;
    const { dataType, logicalType } = element;
    fields.push({
      name,
      data_type: logicalType
        ? {
            name: logicalType.name,
            ...(logicalType.configuration && { configuration: logicalType.configuration }),
          }
        : dataType,
    });
    parts.push({ element, from: byteOffset, to: packed });
    packed += element.byteLength;
  }
  if (members.length === 0) return raw(byteLength);
  const isAsStored =
    packed === byteLength &&
    parts.every(({ element, from, to }) => element.endian === "little" && from === to);
  const logicalType = { name: "struct", configuration: { fields } };
  if (isAsStored) return raw(byteLength, logicalType);
  return {
    ...raw(packed, logicalType),
    endian: undefined,
    convert(source, start, target, at) {
      for (const { element, from, to } of parts) element.convert(source, start + from, target, at + to);
    },
  };
}

/** `count` elements side by side as one. */
function repeated(base: PlainElement, storedBytes: number, count: number): PlainElement {
  const element = raw(base.byteLength * count);
  if (base.endian === "little") return element;
  return {
    ...element,
    endian: undefined,
    convert(source, from, target, to) {
      for (let n = 0; n < count; n += 1)
        base.convert(source, from + n * storedBytes, target, to + n * base.byteLength);
    },
  };
}
