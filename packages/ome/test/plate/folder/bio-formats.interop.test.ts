/** Plates of instruments, as Bio-Formats reads them. */

import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { bytesOf, permute, readRegion } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { type BioFormatsSeries, hasJava, readWithBioFormats } from "@chunkwright/testkit";
import { openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { type Image, readPlateFolder } from "../../../src/index.ts";

const FIXTURES = resolve(import.meta.dirname, "../../fixtures/plates");
/** With the index that Bio-Formats opens. */
const PLATES = [
  ["harmony-v5", "Index.idx.xml"],
  ["harmony-v6", "Index.xml"],
  ["metaxpress-flat", "my plate.HTD"],
  ["metaxpress-folders", "my plate.HTD"],
  ["cellvoyager", "my plate.wpi"],
  ["incell", "my plate.xdce"],
  ["columbus", "MeasurementIndex.ColumbusIDX.xml"],
  ["scanr-12-bit", "experiment_descriptor.xml"],
  ["scanr-offset", "experiment_descriptor.xml"],
  ["bd-pathway", "Experiment.exp"],
  ["bd-pathway-montage", "Experiment.exp"],
] as const;

describe.skipIf(!hasJava())("readPlateFolder() and Bio-Formats (needs Java)", () => {
  it("find the same wells, planes, channels and sizes", async () => {
    const files = PLATES.map(([folder, index]) => resolve(FIXTURES, folder, index));
    const answers = await readWithBioFormats(files);
    for (const [i, [folder, index]] of PLATES.entries()) {
      const answer = answers[files[i]!]!;
      if ("error" in answer) throw new Error(`${folder}: ${answer.error}`);
      const [told] = answer.plates;
      const { images, plate } = await readPlateFolder(index, {
        store: fsStore(resolve(FIXTURES, folder)),
        openTiff,
      });
      expect({ folder, name: plate?.name }).toEqual({ folder, name: told?.name });
      if (told?.rows) expect([told.rows, told.columns]).toEqual([plate?.rows.length, plate?.columns.length]);
      for (const { row, column, fields } of plate!.wells) {
        const well = told?.wells.find((other) => other.row === row && other.column === column);
        expect(well?.images).toHaveLength(fields.length);
        for (const [f, { image }] of fields.entries()) {
          const series = answer.series[well!.images[f]!]!;
          const own = await inOrder(images[image]!, series);
          const { order: _, ...expected } = toldBy(series);
          const known = {
            ...(SLICES_NOT_MEASURED.test(folder) && { z: own.z }),
            ...(folder === "cellvoyager" && cellVoyagerOnly(image, own)),
          };
          expect({ folder, image, ...own }).toEqual({ folder, image, ...expected, ...known });
        }
      }
    }
  });
});

/** Plates of whose slices Bio-Formats does not tell the distance. */
const SLICES_NOT_MEASURED = /^(cellvoyager|columbus|scanr.*)$/;

/** Bio-Formats names the channels by number, and repeats a slice for an absent one. */
function cellVoyagerOnly(image: number, { channels, sha256 }: Awaited<ReturnType<typeof inOrder>>) {
  return { channels, ...(image === 3 && { sha256 }) };
}

function toldBy({ order, sizes, dataType, physicalSizes, channels, levels }: BioFormatsSeries) {
  const micrometers = (axis: "z" | "y" | "x") => {
    const [value, unit] = physicalSizes[axis] ?? [];
    return value === undefined ? undefined : unit === "m" ? value * 1e6 : value;
  };
  return {
    order,
    sizes,
    dataType,
    z: micrometers("z"),
    y: micrometers("y"),
    x: micrometers("x"),
    channels: channels.map(({ name }) => name),
    sha256: levels[0]?.sha256,
  };
}

/** The same of an image, its planes in the order of a series. */
async function inOrder({ axes, levels, channels }: Image, { order }: BioFormatsSeries) {
  const { source, scale } = levels[0];
  const names = axes.map(({ name }) => name);
  const wanted = [...order.toLowerCase()].reverse().map((name) => names.indexOf(name));
  const ordered = permute(
    source,
    wanted.filter((axis) => axis >= 0),
  );
  const { shape, dataType } = ordered.info;
  const { data } = await readRegion(ordered, { start: shape.map(() => 0), shape });
  const along = (name: string) => source.info.shape[names.indexOf(name)] ?? 1;
  const size = (name: string) => (axes[names.indexOf(name)]?.unit ? scale[names.indexOf(name)] : undefined);
  return {
    sizes: { t: along("t"), c: along("c"), z: along("z"), y: along("y"), x: along("x") },
    dataType,
    z: size("z"),
    y: size("y"),
    x: size("x"),
    channels: channels.map(({ name = null }) => name),
    sha256: createHash("sha256").update(bytesOf(data)).digest("hex"),
  };
}
