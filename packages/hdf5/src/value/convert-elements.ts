/**
 * Elements as those of another number type: what virtual datasets do whose sources have another than their own. HDF5
 * User Guide 2.0, "Datatype Conversion": out of range becomes the nearest that is in it, floats are cut off to integers.
 *
 * @module
 */

import { type CallOptions, type Chunk, type CodecSpec, type DataType, isFixed } from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import { unsupportedHdf5 } from "../hdf5-error.ts";
import { bytesCodec } from "../type/element-type.ts";

const NUMBER = /^(u?int|float)\d+$/;

/** Throws "unsupported" for types that are not both numbers. */
export async function convertElements(
  { coder }: Hdf5Context,
  chunk: Chunk,
  dataType: DataType,
  options?: CallOptions,
): Promise<Chunk> {
  const { dataType: from, shape } = chunk;
  if (from === dataType) return chunk;
  if (!NUMBER.test(from) || !NUMBER.test(dataType) || !isFixed(dataType)) {
    throw unsupportedHdf5(
      `Cannot read elements of ${from} as ${dataType}`,
      "conversion between datatypes that are not numbers",
    );
  }
  const cast: CodecSpec = {
    name: "cast_value",
    configuration: {
      data_type: dataType,
      rounding: "towards-zero",
      out_of_range: "clamp",
      ...(from.startsWith("float") &&
        !dataType.startsWith("float") && { scalar_map: { encode: [["NaN", 0]] } }),
    },
  };
  const bytes = bytesCodec(dataType, "little");
  const encoded = await coder.encode(chunk, [cast, bytes], options);
  return coder.decode({ ...encoded, dataType, shape, codecs: [bytes] }, options);
}
