import { describe, expect, it } from "vitest";
import { type Plate, parseOmeXml, planOmeTiff } from "../../src/index.ts";
import { documentPlate } from "../../src/plate/document-plate.ts";
import { plainImage } from "../plain-image.ts";

const images = ["a", "b", "c"].map((name) => ({ ...plainImage(["y", "x"], [[4, 5]]), name }));
const PLATE: Plate = {
  name: "P & Q",
  rows: ["A", "B", "C"],
  columns: ["1", "2"],
  wells: [
    { row: 2, column: 1, fields: [{ image: 2, acquisition: 0 }, { image: 0 }] },
    { row: 0, column: 0, fields: [] },
    { row: 1, column: 0, fields: [{ image: 1, acquisition: 1 }] },
  ],
  acquisitions: [
    { id: 0, name: "run", description: "a < b", startTime: 1343731272000, maximumFieldCount: 2 },
    { id: 1 },
  ],
};

const plateIn = ({ omeXml }: ReturnType<typeof planOmeTiff>) => documentPlate(omeXml!, images.length);
const leftovers = (plan: ReturnType<typeof planOmeTiff>) => JSON.parse(plan.leftovers[0] ?? "{}").chunkwright;

it("planOmeTiff() puts planes behind the axes that pages run along", () => {
  const [paged] = planOmeTiff({ images: [plainImage(["c", "x", "y", "z"], [[2, 5, 4, 3]])] }).images;
  expect(paged?.image.axes.map(({ name }) => name)).toEqual(["c", "z", "y", "x"]);
  expect(paged?.image.levels[0].source.info.shape).toEqual([2, 3, 4, 5]);
  expect([paged?.pageAxes, paged?.planeAxes]).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(() => planOmeTiff({ images: [plainImage(["z", "x"], [[4, 5]])] })).toThrow("the axes z, x");
});

describe("planOmeTiff() of plates", () => {
  it("says in OME-XML which images are in which wells", () => {
    const plan = planOmeTiff({ images, plate: PLATE });
    expect(plateIn(plan)).toEqual(PLATE);
    expect(plan.leftovers).toEqual([undefined, undefined, undefined]);
    expect(parseOmeXml(plan.omeXml!).images.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  it("places rows and columns by their names, and keeps what OME-XML cannot say in a tag", () => {
    const plate = { ...PLATE, rows: ["B", "D", "AA"], columns: ["02", "07"] };
    const plan = planOmeTiff({ images, plate });
    expect(plateIn(plan)?.wells.map(({ row, column }) => [row, column])).toEqual([
      [26, 6],
      [1, 1],
      [3, 1],
    ]);
    expect(leftovers(plan)).toEqual({ plate });
    const numbered = { ...PLATE, rows: ["1", "2", "3"], columns: ["A", "B"] };
    expect(plateIn(planOmeTiff({ images, plate: numbered }))).toEqual(numbered);
    const strange = { ...PLATE, rows: ["x", "y", "z"] };
    expect(plateIn(planOmeTiff({ images, plate: strange }))?.rows).toEqual(PLATE.rows);
    expect(leftovers(planOmeTiff({ images, plate: strange }))).toEqual({ plate: strange });
  });

  it("keeps a document whose wells hold the same images, and no other", () => {
    const text = planOmeTiff({ images, plate: PLATE }).omeXml!.replace("<OME ", '<OME Creator2="kept" ');
    const omeXml = new TextEncoder().encode(text);
    const renamed = { ...PLATE, rows: ["0", "1", "2"] };
    for (const plate of [PLATE, renamed]) {
      const plan = planOmeTiff({ images, plate, omeXml });
      expect(plan.omeXml).toContain('Creator2="kept"');
      expect(plan.warnings).toEqual([]);
      expect(leftovers(plan)).toEqual(plate === PLATE ? undefined : { plate });
    }
    const [first, second, third] = PLATE.wells as [Plate["wells"][0], Plate["wells"][0], Plate["wells"][0]];
    const moved = { ...PLATE, wells: [{ ...first, row: 0 }, { ...second, row: 2 }, third] };
    const plan = planOmeTiff({ images, plate: moved, omeXml });
    expect(plateIn(plan)).toEqual(moved);
    expect(plan.warnings).toEqual([expect.stringContaining("a new document takes its place")]);
  });

  it("describes the plate of images that OME-XML cannot describe", () => {
    const whole = images.map((image) => ({
      ...image,
      levels: plainImage(["y", "x"], [[4, 5]], "int64").levels,
    }));
    const plan = planOmeTiff({ images: whole, plate: PLATE });
    expect(plan.omeXml).toBeUndefined();
    expect(leftovers(plan)).toMatchObject({ plate: PLATE, image: { name: "a" } });
  });
});
