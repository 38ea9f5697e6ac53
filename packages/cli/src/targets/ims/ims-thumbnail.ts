/**
 * The thumbnail of an Imaris file, made of a level that has been written.
 *
 * @module
 */

import { type Chunk, chunkIndices, chunkRegion, gridShape, readRegion } from "@chunkwright/core";
import {
  type ImarisDataType,
  type ImarisSections,
  imarisColoring,
  ThumbnailBuilder,
  thumbnailLevel,
} from "@chunkwright/ome";
import type { ImageJob, ImarisWriter } from "./ims-job.ts";
import { openLevel } from "./ims-levels.ts";
import { writePlain } from "./ims-metadata.ts";

export async function writeThumbnail(
  { sink, options }: ImarisWriter,
  { plan }: ImageJob,
  sections: ImarisSections,
): Promise<void> {
  const k = thumbnailLevel(plan.levels.map(({ shape }) => shape));
  const { shape } = plan.levels[k]!;
  const extent = (axis: number) =>
    Math.fround(Number(sections.Image?.[`ExtMax${axis}`])) -
    Math.fround(Number(sections.Image?.[`ExtMin${axis}`]));
  const builder = new ThumbnailBuilder(shape, { x: extent(0), y: extent(1) }, plan.channels);
  const source = openLevel(sink, plan, k);
  const volume = { shape, chunkShape: source.info.chunkShape.slice(2) };
  for (let c = 0; c < plan.channels; c += 1) {
    for (const index of chunkIndices(gridShape(volume))) {
      const region = chunkRegion(volume, index);
      const part = { start: [0, c, ...region.start], shape: [1, 1, ...region.shape] };
      builder.add(c, (await readRegion(source, part, options)) as Chunk<ImarisDataType>, region);
    }
  }
  const colorings = Array.from({ length: plan.channels }, (_, c) =>
    imarisColoring(sections[`Channel ${c}`] ?? {}),
  );
  const { width, height, rgba } = builder.finish(colorings);
  await writePlain(sink, "Thumbnail/Data", { dataType: "uint8", shape: [height, 4 * width], data: rgba });
}
