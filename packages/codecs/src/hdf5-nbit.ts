/**
 * `hdf5.nbit`: only the bits of an element that its precision counts, packed; HDF5 filter 5. HDF5 2.0, H5Znbit.c, for
 * atomic types.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { bitReader } from "./bit-reader.ts";
import { type BytesToBytesCodec, compressed } from "./codec.ts";
import { badConfiguration, checkOptions, choiceOption, integerOption } from "./configuration.ts";
import { refuseEncoding } from "./decode-only.ts";

const NAME = "hdf5.nbit";

/**
 * `{ elementsize, precision, offset, endian }`: bytes of an element, the bits of it that count, and the place of the
 * lowest of them. Other bits are 0. It only decodes.
 */
export const hdf5Nbit: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["elementsize", "precision", "offset", "endian"]);
    const elementSize = integerOption(NAME, configuration, "elementsize", {
      min: 1,
      max: 32,
      default: decoded.elementSize,
    });
    const precision = integerOption(NAME, configuration, "precision", { min: 1, max: 8 * elementSize });
    const offset = integerOption(NAME, configuration, "offset", { min: 0, max: 8 * elementSize, default: 0 });
    if (offset + precision > 8 * elementSize) {
      throw badConfiguration(NAME, `${precision} bits from bit ${offset} are not in ${elementSize} bytes`);
    }
    const isBig = choiceOption(NAME, configuration, "endian", ["little", "big"], "little") === "big";
    const count = Math.floor(decoded.maxByteLength / elementSize);
    const packing = { elementSize, precision, offset, isBig, count };
    return {
      encoded: compressed(decoded),
      decode: (encoded) => unpack(encoded, packing),
      encode: refuseEncoding(NAME),
    };
  },
};

interface Packing {
  readonly elementSize: number;
  readonly precision: number;
  readonly offset: number;
  readonly isBig: boolean;
  readonly count: number;
}

/** Elements one after the other, each most significant bit first. */
function unpack(bytes: Bytes, { elementSize, precision, offset, isBig, count }: Packing): Bytes {
  if (bytes.length < Math.ceil((count * precision) / 8)) {
    throw badData(`${bytes.length} bytes cannot hold ${count} elements of ${precision} bits`);
  }
  const reader = bitReader(bytes, 0, () => badData("its bytes end too early"));
  const output = new Uint8Array(count * elementSize);
  for (let start = 0; start < output.length; start += elementSize) {
    for (let top = offset + precision; top > offset; ) {
      const place = Math.floor((top - 1) / 8);
      const bottom = Math.max(8 * place, offset);
      const byte = isBig ? elementSize - 1 - place : place;
      output[start + byte] = reader.read(top - bottom) << (bottom - 8 * place);
      top = bottom;
    }
  }
  return output;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode nbit: ${fact}`, { format: "hdf5" });
}
