/**
 * Tags to be written: their types, and their values as bytes.
 *
 * @module
 */

/** A tag with its value. Strings are ASCII fields in UTF-8, a NUL behind them. */
export type TiffField =
  | { readonly tag: number; readonly type: "ASCII"; readonly text: string }
  | { readonly tag: number; readonly type: "BYTE" | "UNDEFINED"; readonly bytes: Uint8Array }
  | { readonly tag: number; readonly type: NumberType; readonly numbers: readonly number[] };

type NumberType = keyof typeof NUMBER_TYPES;

/** Numbers of the types and bytes per value. TIFF 6.0 §2; LONG8 and IFD8: BigTIFF. */
const NUMBER_TYPES = {
  SHORT: { number: 3, byteLength: 2 },
  LONG: { number: 4, byteLength: 4 },
  RATIONAL: { number: 5, byteLength: 8 },
  DOUBLE: { number: 12, byteLength: 8 },
  IFD: { number: 13, byteLength: 4 },
  LONG8: { number: 16, byteLength: 8 },
  IFD8: { number: 18, byteLength: 8 },
} as const;

const ANY = Number.POSITIVE_INFINITY;
/** The largest whole number of each type; `ANY` for those that have fractions. */
const LARGEST: { readonly [type in NumberType]: number } = {
  SHORT: 2 ** 16 - 1,
  LONG: 2 ** 32 - 1,
  RATIONAL: ANY,
  DOUBLE: ANY,
  IFD: 2 ** 32 - 1,
  LONG8: Number.MAX_SAFE_INTEGER,
  IFD8: Number.MAX_SAFE_INTEGER,
};

const OPAQUE_TYPES = { BYTE: 1, UNDEFINED: 7 } as const;

/** A field as it goes into a directory: its values may become known later. */
export interface PlannedField {
  readonly tag: number;
  /** Number of the field type. */
  readonly type: number;
  readonly count: number;
  readonly byteLength: number;
  /** Writes the value at `at`, little-endian. */
  write(view: DataView, at: number): void;
}

/** Throws `RangeError` for numbers that the type of the field does not have. */
export function planField(field: TiffField): PlannedField {
  switch (field.type) {
    case "ASCII":
      return opaqueField(field.tag, 2, new TextEncoder().encode(`${field.text}\0`));
    case "BYTE":
    case "UNDEFINED":
      return opaqueField(field.tag, OPAQUE_TYPES[field.type], field.bytes);
    default: {
      const { numbers } = field;
      const most = LARGEST[field.type];
      const odd = numbers.find((number) => !(Number.isInteger(number) && number >= 0 && number <= most));
      if (odd !== undefined && most !== ANY) {
        throw new RangeError(`Cannot write tag ${field.tag}: ${odd} is no ${field.type}`);
      }
      return numberField(field.tag, field.type, numbers.length, (i) => numbers[i] ?? 0);
    }
  }
}

/** A field of `count` numbers that are asked for when it is written. */
export function numberField(
  tag: number,
  type: NumberType,
  count: number,
  value: (i: number) => number,
): PlannedField {
  const { number, byteLength } = NUMBER_TYPES[type];
  return {
    tag,
    type: number,
    count,
    byteLength: count * byteLength,
    write(view, at) {
      for (let i = 0; i < count; i += 1) writeNumber(view, at + i * byteLength, type, value(i));
    },
  };
}

function opaqueField(tag: number, type: number, bytes: Uint8Array): PlannedField {
  return {
    tag,
    type,
    count: bytes.byteLength,
    byteLength: bytes.byteLength,
    write(view, at) {
      new Uint8Array(view.buffer, view.byteOffset).set(bytes, at);
    },
  };
}

function writeNumber(view: DataView, at: number, type: NumberType, value: number): void {
  switch (type) {
    case "SHORT":
      view.setUint16(at, value, true);
      break;
    case "LONG":
    case "IFD":
      view.setUint32(at, value, true);
      break;
    case "DOUBLE":
      view.setFloat64(at, value, true);
      break;
    case "RATIONAL": {
      const [numerator, denominator] = rationalOf(value);
      view.setUint32(at, numerator, true);
      view.setUint32(at + 4, denominator, true);
      break;
    }
    case "LONG8":
    case "IFD8":
      view.setBigUint64(at, BigInt(value), true);
      break;
  }
}

const MAX_LONG = 2 ** 32 - 1;

/** The fraction of two 32-bit numbers nearest to `value` along its continued fraction; 0/1 for what has none. */
export function rationalOf(value: number): readonly [numerator: number, denominator: number] {
  if (!(value > 0) || value > MAX_LONG) return [value > 0 ? MAX_LONG : 0, 1];
  let [before, beforeBelow, current, below] = [0, 1, 1, 0];
  for (let rest = value; ; ) {
    const whole = Math.floor(rest);
    const [next, nextBelow] = [whole * current + before, whole * below + beforeBelow];
    if (next > MAX_LONG || nextBelow > MAX_LONG) break;
    [before, beforeBelow, current, below] = [current, below, next, nextBelow];
    if (current / below === value || rest === whole) break;
    rest = 1 / (rest - whole);
  }
  return below === 0 ? [MAX_LONG, 1] : [current, below];
}
