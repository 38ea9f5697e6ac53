/**
 * `scale_offset`: `(element - offset) * scale`, in the elements' own type. Zarr extensions, scale_offset codec.
 *
 * @module
 */

import { type DataType, StorageError } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions } from "../configuration.ts";
import { type ElementValue, mapElements, roundingOf } from "./element-numbers.ts";
import { integerRange, NUMBER_TYPES } from "./numpy-type.ts";
import { scalarOf } from "./scalar-option.ts";

const NAME = "scale_offset";

/** `{ offset, scale }`, 0 and 1 by default. Results that do not fit an integer type are errors. */
export const scaleOffset: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["offset", "scale"]);
    const { dataType } = decoded;
    if (!NUMBER_TYPES.includes(dataType)) throw badConfiguration(NAME, `the elements are ${dataType}`);
    const offset = scalarOf(NAME, "offset", configuration.offset ?? 0, dataType);
    const scale = scalarOf(NAME, "scale", configuration.scale ?? 1, dataType);
    if (Number(scale) === 0) throw badConfiguration(NAME, "scale is 0");
    const { scaled, unscaled } = integerRange(dataType)
      ? integerScaling(dataType, BigInt(offset), BigInt(scale))
      : floatScaling(dataType, Number(offset), Number(scale));
    return {
      encoded: decoded,
      decode: (chunk) => mapElements(chunk, unscaled, dataType),
      encode: (chunk) => mapElements(chunk, scaled, dataType),
    };
  },
};

interface Scaling {
  readonly scaled: (value: ElementValue) => ElementValue;
  readonly unscaled: (value: ElementValue) => ElementValue;
}

/** Each operation rounds to the type. */
function floatScaling(dataType: DataType, exactOffset: number, exactScale: number): Scaling {
  const round = roundingOf(dataType);
  const offset = round(exactOffset);
  const scale = round(exactScale);
  return {
    scaled: (value) => round(round(Number(value) - offset) * scale),
    unscaled: (value) => round(round(Number(value) / scale) + offset),
  };
}

function integerScaling(dataType: DataType, offset: bigint, scale: bigint): Scaling {
  const { min, max, bits } = integerRange(dataType)!;
  const inRange = (value: bigint): ElementValue => {
    if (value < min || value > max) throw badElement(`${value} is out of range for ${dataType}`);
    return bits === 64 ? value : Number(value);
  };
  return {
    scaled: (value) => inRange((BigInt(value) - offset) * scale),
    unscaled(value) {
      const integer = BigInt(value);
      if (integer % scale !== 0n) throw badElement(`${integer} is not a multiple of the scale, ${scale}`);
      return inRange(integer / scale + offset);
    },
  };
}

function badElement(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot scale integers: ${fact}`, { format: NAME });
}
