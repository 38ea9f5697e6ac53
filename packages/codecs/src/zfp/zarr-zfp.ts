/**
 * `zfp`: a ZFP stream without header; the configuration and the chunk's shape replace it. Zarr extensions, zfp codec.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type Chunk,
  createChunk,
  elementCount,
  type JsonObject,
  type Shape,
  StorageError,
  viewElements,
} from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import {
  badConfiguration,
  checkOptions,
  choiceOption,
  integerOption,
  numberOption,
} from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { decodeZfp } from "./zfp.ts";
import { UNLIMITED_ZFP, type ZfpDataType, type ZfpMode } from "./zfp-header.ts";

const NAME = "zfp";
const OPTIONS = ["mode", "tolerance", "rate", "precision", "minbits", "maxbits", "maxprec", "minexp"];
const MODES = ["reversible", "expert", "fixed_accuracy", "fixed_rate", "fixed_precision"];

/** The ZFP type that elements are stored in: integers that it lacks as `(element - offset) << shift`. */
interface Carrier {
  readonly dataType: ZfpDataType;
  readonly shift: number;
  readonly offset: number;
}

/** "Supported Data Types" and "Decompression". Of unsigned integers of the carriers' own sizes it says nothing. */
const CARRIERS: Partial<Record<string, Carrier>> = {
  int8: { dataType: "int32", shift: 23, offset: 0 },
  uint8: { dataType: "int32", shift: 23, offset: 0x80 },
  int16: { dataType: "int32", shift: 15, offset: 0 },
  uint16: { dataType: "int32", shift: 15, offset: 0x8000 },
  int32: { dataType: "int32", shift: 0, offset: 0 },
  int64: { dataType: "int64", shift: 0, offset: 0 },
  float32: { dataType: "float32", shift: 0, offset: 0 },
  float64: { dataType: "float64", shift: 0, offset: 0 },
};

/** `{ mode }` and the limits of that mode. Decodes only. */
export const zarrZfp: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, OPTIONS);
    const carrier = CARRIERS[dataType];
    const axes = shape.length === 0 ? [1] : shape;
    if (!carrier || axes.length > 4) {
      throw new StorageError("unsupported", `Cannot use codec ${NAME}: for ${dataType} [${shape}]`, {
        format: NAME,
        feature: carrier ? "more than four axes" : `elements of ${dataType}`,
      });
    }
    const count = elementCount(shape);
    const header = { dataType: carrier.dataType, shape: axes, bitLength: 0 };
    const modes = zfpModes(configuration, carrier.dataType, axes.length);
    return {
      encoded: {
        minByteLength: 0,
        maxByteLength: 2 * count * byteSize(carrier.dataType) + 65536,
        elementSize: 1,
      },
      async decode(encoded) {
        const mode = modes.length === 1 ? modes[0] : modes.find((one) => isOfRate(encoded, one, axes));
        if (!mode) {
          throw new StorageError(
            "invalid-data",
            `Cannot decode ${NAME}: ${encoded.byteLength} bytes are stored, which its rate does not make`,
            { format: NAME },
          );
        }
        const elements = await decodeZfp(encoded, { ...header, mode }, 0);
        const carried = viewElements(carrier.dataType, elements, count);
        if (carrier.shift === 0) return { dataType, shape, data: carried } as Chunk;
        const chunk = createChunk(dataType, shape);
        demote(carried as Int32Array, chunk.data as Uint8Array, carrier);
        return chunk;
      },
      encode: refuseEncoding(NAME),
    };
  },
};

/**
 * zfp 1.0 documentation, "Compression Modes", and `zfp_stream_set_rate` and its like. Rates mean one of two: zarrs 0.23
 * takes that of blocks of three axes, whatever there are.
 */
function zfpModes(configuration: JsonObject, dataType: ZfpDataType, rank: number): readonly ZfpMode[] {
  switch (choiceOption(NAME, configuration, "mode", MODES)) {
    case "reversible":
      return [{ ...UNLIMITED_ZFP, minexp: UNLIMITED_ZFP.minexp - 1 }];
    case "fixed_rate": {
      const rate = numberOption(NAME, configuration, "rate");
      return [rank, 3].map((axes) => rateMode(rate, dataType, axes));
    }
    case "fixed_precision": {
      const maxprec = integerOption(NAME, configuration, "precision", { min: 0, max: UNLIMITED_ZFP.maxprec });
      return [{ ...UNLIMITED_ZFP, maxprec: maxprec || UNLIMITED_ZFP.maxprec }];
    }
    case "fixed_accuracy": {
      const tolerance = numberOption(NAME, configuration, "tolerance");
      return [tolerance > 0 ? { ...UNLIMITED_ZFP, minexp: exponentOf(tolerance) } : UNLIMITED_ZFP];
    }
    default:
      return [
        {
          minbits: integerOption(NAME, configuration, "minbits", { min: 0, max: 2 ** 31 - 1 }),
          maxbits: integerOption(NAME, configuration, "maxbits", { min: 0, max: 2 ** 31 - 1 }),
          maxprec: integerOption(NAME, configuration, "maxprec", { min: 0, max: UNLIMITED_ZFP.maxprec }),
          minexp: integerOption(NAME, configuration, "minexp", { min: -16495, max: 16384 }),
        },
      ];
  }
}

/** A block of floats takes its exponent and the bit that says there is one, whatever the rate. */
function rateMode(rate: number, dataType: ZfpDataType, rank: number): ZfpMode {
  const least = { int32: 0, int64: 0, float32: 9, float64: 12 }[dataType];
  const bits = Math.max(Math.floor(4 ** rank * rate + 0.5), least);
  if (rate > 0 && Number.isSafeInteger(bits)) return { ...UNLIMITED_ZFP, minbits: bits, maxbits: bits };
  throw badConfiguration(NAME, `rate is ${rate}, which no block has`);
}

/** Whether a stream has the length of its blocks at a fixed rate, in 64-bit words. */
function isOfRate({ byteLength }: Bytes, { maxbits }: ZfpMode, shape: Shape): boolean {
  const blocks = elementCount(shape.map((length) => Math.ceil(length / 4)));
  return byteLength === Math.ceil((blocks * maxbits) / 64) * 8;
}

/** The exponent of the largest power of two that is not above `value`. */
function exponentOf(value: number): number {
  const exponent = Math.floor(Math.log2(value));
  // `Math.log2` may round up.
  return 2 ** exponent > value ? exponent - 1 : exponent;
}

/** Converts back to the elements' type; `data` clamps values that a lossy mode has put out of range. */
function demote(carried: Int32Array, data: Uint8Array, { shift, offset }: Carrier): void {
  const bits = data.BYTES_PER_ELEMENT * 8;
  const least = offset === 0 ? -(2 ** (bits - 1)) : 0;
  const most = least + 2 ** bits - 1;
  for (let i = 0; i < data.length; i += 1) {
    data[i] = Math.min(Math.max((carried[i]! >> shift) + offset, least), most);
  }
}
