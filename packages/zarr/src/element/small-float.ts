/**
 * Floats of sixteen bits and fewer that JavaScript has no array for. Zarr extensions, data types bfloat16, float4_*,
 * float6_* and float8_*, after ml_dtypes and the OpenCompute MX formats.
 *
 * @module
 */

import type { Json } from "@chunkwright/core";
import type { ElementFormat } from "./element-format.ts";

/**
 * What the largest codes stand for: infinities and NaNs as IEEE 754 has them; one NaN, all bits set (`fn`); one NaN in
 * the place of -0 (`fnuz`); or numbers all of them (`finite`).
 */
type Specials = "ieee" | "fn" | "fnuz" | "finite";

interface SmallFloat {
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  readonly specials: Specials;
  readonly isUnsigned?: boolean;
}

/** The formats, by the names of their data types. */
const SMALL_FLOATS: ReadonlyMap<string, SmallFloat> = new Map([
  ["float4_e2m1fn", { exponentBits: 2, mantissaBits: 1, bias: 1, specials: "finite" }],
  ["float6_e2m3fn", { exponentBits: 2, mantissaBits: 3, bias: 1, specials: "finite" }],
  ["float6_e3m2fn", { exponentBits: 3, mantissaBits: 2, bias: 3, specials: "finite" }],
  ["float8_e3m4", { exponentBits: 3, mantissaBits: 4, bias: 3, specials: "ieee" }],
  ["float8_e4m3", { exponentBits: 4, mantissaBits: 3, bias: 7, specials: "ieee" }],
  ["float8_e4m3fn", { exponentBits: 4, mantissaBits: 3, bias: 7, specials: "fn" }],
  ["float8_e4m3fnuz", { exponentBits: 4, mantissaBits: 3, bias: 8, specials: "fnuz" }],
  ["float8_e4m3b11fnuz", { exponentBits: 4, mantissaBits: 3, bias: 11, specials: "fnuz" }],
  ["float8_e5m2", { exponentBits: 5, mantissaBits: 2, bias: 15, specials: "ieee" }],
  ["float8_e5m2fnuz", { exponentBits: 5, mantissaBits: 2, bias: 16, specials: "fnuz" }],
  ["float8_e8m0fnu", { exponentBits: 8, mantissaBits: 0, bias: 127, specials: "fn", isUnsigned: true }],
  ["bfloat16", { exponentBits: 8, mantissaBits: 7, bias: 127, specials: "ieee" }],
]);

/** The format of a small float, and how many of its bits count; `undefined` for other names. */
export function smallFloatFormat(
  name: string,
): { readonly format: ElementFormat<number>; readonly bits: number } | undefined {
  const float = SMALL_FLOATS.get(name);
  if (!float) return undefined;
  const bits = bitCount(float);
  const byteLength = Math.ceil(bits / 8);
  const format: ElementFormat<number> = {
    byteLength,
    words: [[byteLength, 1]],
    read(view, offset) {
      const code = byteLength === 1 ? view.getUint8(offset) : view.getUint16(offset, true);
      return numberOf(code % 2 ** bits, float);
    },
    write(view, offset, value) {
      const code = codeOf(value, float);
      if (code === undefined) throw new RangeError(`${value} is no ${name}`);
      if (byteLength === 1) view.setUint8(offset, code);
      else view.setUint16(offset, code, true);
    },
    parse(json) {
      const value = parseNumber(json, float);
      const code = value === undefined ? undefined : codeOf(value, float);
      return code === undefined ? undefined : numberOf(code, float);
    },
    print: (value) => (Number.isFinite(value) ? value : String(value)),
  };
  return { format, bits };
}

function bitCount({ exponentBits, mantissaBits, isUnsigned }: SmallFloat): number {
  return exponentBits + mantissaBits + (isUnsigned ? 0 : 1);
}

/** Codes of one sign, whatever they stand for. */
function magnitudes({ exponentBits, mantissaBits }: SmallFloat): number {
  return 2 ** (exponentBits + mantissaBits);
}

/** The largest code of a finite number without its sign. */
function largestFinite(float: SmallFloat): number {
  switch (float.specials) {
    case "ieee":
      return magnitudes(float) - 2 ** float.mantissaBits - 1;
    case "fn":
      return magnitudes(float) - 2;
    default:
      return magnitudes(float) - 1;
  }
}

function numberOf(code: number, float: SmallFloat): number {
  const { mantissaBits, bias, specials } = float;
  const isNegative = code >= magnitudes(float);
  const magnitude = code % magnitudes(float);
  if (specials === "fnuz" && isNegative && magnitude === 0) return Number.NaN;
  const sign = isNegative ? -1 : 1;
  if (magnitude > largestFinite(float)) {
    return specials === "ieee" && magnitude === largestFinite(float) + 1
      ? sign * Number.POSITIVE_INFINITY
      : Number.NaN;
  }
  const exponent = Math.floor(magnitude / 2 ** mantissaBits);
  const mantissa = (magnitude % 2 ** mantissaBits) / 2 ** mantissaBits;
  // Without a mantissa there are no subnormal numbers.
  if (mantissaBits === 0) return 2 ** (exponent - bias);
  return exponent === 0 ? sign * mantissa * 2 ** (1 - bias) : sign * (1 + mantissa) * 2 ** (exponent - bias);
}

/** The code nearest to `value`, ties to even; `undefined` for what the format cannot represent. */
function codeOf(value: number, float: SmallFloat): number | undefined {
  const { mantissaBits, bias, specials, isUnsigned } = float;
  const signCode = magnitudes(float);
  if (Number.isNaN(value)) return nanOf(float);
  const isNegative = value < 0 || Object.is(value, -0);
  if (isUnsigned && (isNegative || value === 0)) return undefined;
  const magnitude = Math.abs(value);
  const infinity = specials === "ieee" ? largestFinite(float) + 1 : undefined;
  let code = infinity;
  if (magnitude !== Number.POSITIVE_INFINITY) {
    const least = mantissaBits === 0 ? -bias : 1 - bias;
    const exponent = Math.max(exponentOf(magnitude), least);
    // Adding 2^52 leaves no room for a fraction: it rounds as IEEE 754 does.
    const significand = magnitude / 2 ** (exponent - mantissaBits) + 2 ** 52 - 2 ** 52;
    code = (exponent - least) * 2 ** mantissaBits + significand - (mantissaBits === 0 ? 1 : 0);
    if (code > largestFinite(float)) code = infinity;
  }
  if (code === undefined || code < 0) return undefined;
  return isNegative && !(specials === "fnuz" && code === 0) ? signCode + code : code;
}

function nanOf(float: SmallFloat): number | undefined {
  switch (float.specials) {
    case "ieee":
      return largestFinite(float) + 1 + 2 ** (float.mantissaBits - 1);
    case "fn":
      return magnitudes(float) - 1;
    case "fnuz":
      return magnitudes(float);
    case "finite":
      return undefined;
  }
}

const FLOAT64 = new DataView(new ArrayBuffer(8));

/** The exponent of the largest power of two up to `value`, exact. IEEE 754-2019 §3.4. */
function exponentOf(value: number): number {
  FLOAT64.setFloat64(0, value);
  return ((FLOAT64.getUint32(0) >>> 20) & 0x7ff) - 1023;
}

/** Numbers, the names of special ones, and bit patterns as v3 writes them. Zarr v3 core, "Fill value". */
function parseNumber(json: Json, float: SmallFloat): number | undefined {
  if (typeof json === "number" || typeof json === "bigint") return Number(json);
  if (json === "NaN" || json === "Infinity" || json === "-Infinity") return Number(json);
  if (typeof json !== "string" || !/^0x[0-9a-fA-F]{1,4}$/.test(json)) return undefined;
  const code = Number(json);
  return code < 2 ** bitCount(float) ? numberOf(code, float) : undefined;
}
