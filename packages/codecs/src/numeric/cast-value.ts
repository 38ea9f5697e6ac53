/**
 * `cast_value`: elements converted by value to another type. Zarr extensions, cast_value codec.
 *
 * @module
 */

import { type DataType, isJsonArray, isJsonObject, type JsonObject, StorageError } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, badOption, checkOptions, choiceOption } from "../configuration.ts";
import { canCast } from "./cast.ts";
import { type ElementValue, mapElements, roundHalfEven, roundingOf } from "./element-numbers.ts";
import { integerRange, NUMBER_TYPES, typeOption } from "./numpy-type.ts";
import { scalarOf } from "./scalar-option.ts";

const NAME = "cast_value";

const ROUNDINGS = [
  "nearest-even",
  "towards-zero",
  "towards-positive",
  "towards-negative",
  "nearest-away",
] as const;
type Rounding = (typeof ROUNDINGS)[number];

const ROUND: { readonly [K in Rounding]: (value: number) => number } = {
  "nearest-even": roundHalfEven,
  "towards-zero": Math.trunc,
  "towards-positive": Math.ceil,
  "towards-negative": Math.floor,
  "nearest-away": (value) => Math.sign(value) * nearestUp(Math.abs(value)),
};
type OutOfRange = "error" | "clamp" | "wrap";

interface CastRules {
  readonly rounding: Rounding;
  readonly outOfRange: OutOfRange;
  readonly exceptions: ReadonlyMap<ElementValue, ElementValue>;
}

/** `{ data_type, rounding, out_of_range, scalar_map }`; the same rules apply to decoding. */
export const castValue: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["data_type", "rounding", "out_of_range", "scalar_map"]);
    if (configuration.data_type === undefined) throw badOption(NAME, "data_type", undefined, "a data type");
    const encoded = typeOption(NAME, configuration, "data_type", NUMBER_TYPES, dataType);
    if (!NUMBER_TYPES.includes(dataType)) throw badConfiguration(NAME, `the elements are ${dataType}`);
    const rounding = choiceOption(NAME, configuration, "rounding", ROUNDINGS, "nearest-even");
    const outOfRange = choiceOption(NAME, configuration, "out_of_range", ["error", "clamp", "wrap"], "error");
    if (outOfRange === "wrap" && integerRange(encoded) === undefined) {
      throw badConfiguration(NAME, `out_of_range is "wrap", which ${encoded} values cannot`);
    }
    if (!canCast(dataType, encoded) || !canCast(encoded, dataType)) {
      throw new StorageError("unsupported", `Cannot use codec ${NAME}: between ${dataType} and ${encoded}`, {
        format: NAME,
        feature: `${dataType} as ${encoded}`,
      });
    }
    const rules = { rounding, outOfRange };
    const encode = { ...rules, exceptions: exceptionsOf(configuration, "encode", dataType, encoded) };
    const decode = { ...rules, exceptions: exceptionsOf(configuration, "decode", encoded, dataType) };
    return {
      encoded: { dataType: encoded, shape },
      decode: (chunk) => mapElements(chunk, castTo(dataType, decode), dataType),
      encode: (chunk) => mapElements(chunk, castTo(encoded, encode), encoded),
    };
  },
};

/** The pairs of `scalar_map`: values that are replaced by others instead of being converted. */
function exceptionsOf(
  configuration: JsonObject,
  direction: "encode" | "decode",
  from: DataType,
  to: DataType,
): ReadonlyMap<ElementValue, ElementValue> {
  const { scalar_map: map = {} } = configuration;
  if (!isJsonObject(map)) throw badOption(NAME, "scalar_map", map, "an object");
  checkOptions(NAME, map, ["encode", "decode"]);
  const pairs = map[direction] ?? [];
  if (!isJsonArray(pairs)) throw badOption(NAME, `scalar_map.${direction}`, pairs, "a list of pairs");
  return new Map(
    pairs.map((pair) => {
      if (!isJsonArray(pair) || pair.length !== 2)
        throw badOption(NAME, "scalar_map", pair, "a pair of values");
      return [
        scalarOf(NAME, "scalar_map", pair[0], from),
        scalarOf(NAME, "scalar_map", pair[1], to),
      ] as const;
    }),
  );
}

function castTo(dataType: DataType, rules: CastRules): (value: ElementValue) => ElementValue {
  const cast = integerRange(dataType) ? toInteger(dataType, rules) : toFloat(dataType, rules);
  const { exceptions } = rules;
  if (exceptions.size === 0) return cast;
  return (value) => exceptions.get(value) ?? cast(value);
}

function toInteger(
  dataType: DataType,
  { rounding, outOfRange }: CastRules,
): (value: ElementValue) => ElementValue {
  const { min, max, bits } = integerRange(dataType)!;
  const isLong = bits === 64;
  const wrap = min < 0n ? BigInt.asIntN : BigInt.asUintN;
  const round = ROUND[rounding];
  const low = Number(min);
  const high = Number(max);
  return (value) => {
    if (Number.isNaN(value)) throw outOfRangeError(value, dataType);
    const integer = typeof value === "bigint" ? value : round(value);
    // Bounds of 64-bit integers are compared as bigints: the upper one is not exact as a number.
    if (integer >= (isLong ? min : low) && integer <= (isLong ? max : high)) {
      return isLong ? BigInt(integer) : Number(integer);
    }
    if (outOfRange === "clamp") return isLong ? (integer < min ? min : max) : integer < low ? low : high;
    if (outOfRange === "error" || !isFiniteValue(integer)) throw outOfRangeError(value, dataType);
    const wrapped = wrap(bits, BigInt(integer));
    return isLong ? wrapped : Number(wrapped);
  };
}

function toFloat(dataType: DataType, { outOfRange }: CastRules): (value: ElementValue) => ElementValue {
  const round = roundingOf(dataType);
  const largest = LARGEST[dataType] ?? Number.MAX_VALUE;
  return (value) => {
    const number = Number(value);
    const rounded = round(number);
    if (Number.isFinite(rounded) || !Number.isFinite(number)) return rounded;
    if (outOfRange !== "clamp") throw outOfRangeError(value, dataType);
    return Math.sign(number) * largest;
  };
}

/** The largest finite values. IEEE 754-2019 §3.4. */
const LARGEST: Partial<Record<DataType, number>> = { float16: 65504, float32: (2 - 2 ** -23) * 2 ** 127 };

/** Rounds a number of at least 0, ties away from zero. (Adding one half could round twice.) */
function nearestUp(value: number): number {
  const floor = Math.floor(value);
  return value - floor >= 0.5 ? floor + 1 : floor;
}

function isFiniteValue(value: ElementValue): boolean {
  return typeof value === "bigint" || Number.isFinite(value);
}

function outOfRangeError(value: ElementValue, dataType: DataType): StorageError {
  return new StorageError("invalid-data", `Cannot cast ${value} to ${dataType}: it is out of range`, {
    format: NAME,
  });
}
