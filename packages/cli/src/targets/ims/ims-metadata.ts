/**
 * What Imaris files hold beside pixels: sizes and histograms of volumes, and sections of texts.
 *
 * @module
 */

import type { ArrayInfo, Chunk } from "@chunkwright/core";
import { charactersAttribute, type Hdf5Sink } from "@chunkwright/hdf5";
import {
  encodeImarisName,
  type ImarisHistogram,
  type ImarisLevelPlan,
  type ImarisSections,
  storedHistograms,
} from "@chunkwright/ome";
import type { VolumeSink } from "./ims-volume-sink.ts";

/** Attributes of a volume, and its histograms. */
export async function writeStatistics(
  sink: Hdf5Sink,
  path: string,
  { shape }: ImarisLevelPlan,
  volume: VolumeSink,
): Promise<void> {
  for (const [axis, name] of ["Z", "Y", "X"].entries()) {
    sink.setAttribute(path, `ImageSize${name}`, charactersAttribute(`${shape[axis]}`));
  }
  const { histogram } = volume.statistics();
  if (!histogram) return;
  const { coarse, fine } = storedHistograms(histogram);
  await writeHistogram(sink, path, "", coarse);
  if (fine) await writeHistogram(sink, path, "1024", fine);
}

async function writeHistogram(
  sink: Hdf5Sink,
  path: string,
  suffix: string,
  { min, max, counts }: ImarisHistogram,
): Promise<void> {
  sink.setAttribute(path, `HistogramMin${suffix}`, charactersAttribute(min.toFixed(3)));
  sink.setAttribute(path, `HistogramMax${suffix}`, charactersAttribute(max.toFixed(3)));
  const data = BigUint64Array.from(counts, BigInt);
  await writePlain(sink, `${path}/Histogram${suffix}`, { dataType: "uint64", shape: [counts.length], data });
}

/** One contiguous dataset. */
export async function writePlain(sink: Hdf5Sink, path: string, chunk: Chunk): Promise<void> {
  const { dataType, shape } = chunk;
  const codecs = [{ name: "bytes", configuration: { endian: "little" } }];
  const fillValue = dataType === "uint64" ? 0n : dataType === "r8" ? new Uint8Array(1) : 0;
  const isText = dataType === "r8";
  const info: ArrayInfo = {
    dataType,
    ...(isText && { logicalType: { name: "null_terminated_bytes", configuration: { length_bytes: 1 } } }),
    shape,
    chunkShape: shape,
    fillValue,
    codecs,
    attributes: {},
  };
  const target = await sink.createArray(path, info, { layout: "contiguous" });
  await target.writeChunk(
    shape.map(() => 0),
    chunk,
  );
  await target.close();
}

/** Longer texts become datasets. */
const MAX_ATTRIBUTE_BYTES = 1024;

/** Texts by section and key, below `infoPath`. */
export async function writeSections(
  sink: Hdf5Sink,
  infoPath: string,
  sections: ImarisSections,
): Promise<void> {
  for (const [name, texts] of Object.entries(sections)) {
    const path = `${infoPath}/${encodeImarisName(name)}`;
    for (const [key, text] of Object.entries(texts)) {
      const data = new TextEncoder().encode(text);
      if (data.length <= MAX_ATTRIBUTE_BYTES) sink.setAttribute(path, key, charactersAttribute(text));
      else
        await writePlain(sink, `${path}/${encodeImarisName(key)}`, {
          dataType: "r8",
          shape: [data.length],
          data,
        });
    }
  }
}
