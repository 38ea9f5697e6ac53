import { describe, expect, it } from "vitest";
import { bdvDocument, type Image, parseBdv, planBdv, printBdv } from "../../src/index.ts";
import { plainImage } from "../plain-image.ts";

const AFFINE = "0.5 0.0 0.0 7 0.0 0.50 0.0 0.1e1 0.0 0.0 2 0.0";

function image(more: Partial<Image> = {}): Image {
  const plain = plainImage(["t", "c", "z", "y", "x"], [[2, 2, 4, 8, 16]], "uint16");
  const { source } = plain.levels[0];
  return {
    ...plain,
    axes: plain.axes.map((axis, i) => (i > 1 ? { ...axis, unit: "micrometer" } : axis)),
    levels: [{ source, scale: [1, 1, 2, 0.5, 0.5], translation: [0, 0, 0, 1, 7] }],
    channels: [{ name: "DNA & co", color: 0x0000ff }, { window: { min: 0, max: 65535, start: 5, end: 50 } }],
    ...more,
  };
}

/** As it was read: numbers of its own, and affines as spelled. */
const KEPT = {
  timepoints: [5, 9],
  setups: [2, 4].map((id, c) => ({
    id,
    name: `s${id}`,
    voxelSize: { unit: "um", size: [0.5, 0.5, 2] },
    attributes: {
      channel: {
        id: c,
        fields: { name: c === 0 ? "DNA & co" : "1", ...(c === 0 && { color: "0 0 255 255" }) },
      },
      angle: { id: 30, fields: { name: "30", degrees: "30.0" } },
    },
    registrations: [[{ name: "calibration", affine: AFFINE }], null],
    missing: [9],
  })),
};

describe("planBdv()", () => {
  it("makes a setup of each channel, lying where the image does", () => {
    const plan = planBdv({ images: [image()] });
    expect(plan).toMatchObject({ timepoints: [0, 1], images: [{ storedType: "int16" }] });
    const { setups, registrations } = bdvDocument(plan, "file.h5", []);
    expect(setups).toMatchObject([
      {
        id: 0,
        name: "plain",
        size: [16, 8, 4],
        voxelSize: { unit: "µm", size: [0.5, 0.5, 2] },
        attributes: { channel: { id: 0, fields: { name: "DNA & co", color: "0 0 255 255" } } },
      },
      { id: 1, attributes: { channel: { id: 1, fields: { name: "1", min: "5", max: "50" } } } },
    ]);
    expect(registrations).toHaveLength(4);
    expect(registrations[0]).toEqual({
      timepoint: 0,
      setup: 0,
      transforms: [{ name: "calibration", affine: "0.5 0.0 0.0 7.0 0.0 0.5 0.0 1.0 0.0 0.0 2.0 0.0" }],
    });
  });

  it("keeps numbers and affines to the letter, where the image still lies there", () => {
    const channels = [{ name: "DNA & co", color: 0x0000ff }, { name: "s4" }];
    const kept = image({ channels, dialects: { bdv: KEPT } });
    const { setups, timepoints, registrations } = bdvDocument(planBdv({ images: [kept] }), "file.h5", []);
    expect(timepoints).toEqual([5, 9]);
    expect(setups.map(({ id, attributes }) => [id, attributes])).toEqual(
      KEPT.setups.map(({ id, attributes }) => [id, attributes]),
    );
    expect(registrations).toEqual(
      [2, 4].map((setup) => ({ timepoint: 5, setup, transforms: [{ name: "calibration", affine: AFFINE }] })),
    );
  });

  it("lets the image have the last word on where it lies", () => {
    const { source, scale } = image().levels[0];
    const moved = image({
      levels: [{ source, scale, translation: [0, 0, 0, 1, 8] }],
      dialects: { bdv: KEPT },
    });
    const { registrations } = bdvDocument(planBdv({ images: [moved] }), "file.h5", []);
    expect(registrations[0]?.transforms[0]?.affine).toBe("0.5 0.0 0.0 8.0 0.0 0.5 0.0 1.0 0.0 0.0 2.0 0.0");
  });

  it("tells images apart by tile, and numbers all setups", () => {
    const { images } = planBdv({ images: [image(), image()] });
    expect(images.map(({ setups }) => setups.map(({ id, attributes }) => [id, attributes.tile?.id]))).toEqual(
      [
        [
          [0, 0],
          [1, 0],
        ],
        [
          [2, 1],
          [3, 1],
        ],
      ],
    );
  });

  it("lists views that an image of fewer time points lacks, and numbers channels apart that are shown differently", () => {
    const short = {
      ...plainImage(["t", "c", "z", "y", "x"], [[1, 2, 4, 8, 16]], "uint16"),
      channels: [{ name: "DNA & co", color: 0x0000ff }, { name: "other" }],
    };
    const plan = planBdv({ images: [image(), short, image({ channels: [{}, {}] })] });
    const { missing, setups, places } = bdvDocument(plan, "file.h5", []);
    expect(missing).toEqual([2, 3].map((setup) => ({ timepoint: 1, setup })));
    expect(places?.map(({ timepoints }) => timepoints)).toEqual([[0]]);
    expect(setups.map(({ attributes: { channel } }) => [channel?.id, channel?.fields.name])).toEqual([
      [0, "DNA & co"],
      [1, "1"],
      [0, "DNA & co"],
      [2, "other"],
      [3, "3"],
      [4, "4"],
    ]);
  });

  it("says what elements are that are not uint16", () => {
    const bytes = plainImage(["z", "y", "x"], [[4, 8, 16]], "uint8");
    expect(planBdv({ images: [bytes] }).images[0]).toMatchObject({ storedType: "uint8", dataType: "uint8" });
  });

  it.each([
    ["bool elements", plainImage(["y", "x"], [[4, 4]], "bool")],
    ["other axes", plainImage(["angle", "y", "x"], [[2, 4, 4]])],
    ["no elements", plainImage(["y", "x"], [[0, 4]])],
  ])("refuses %s", (_, refused) => {
    expect(() => planBdv({ images: [refused] })).toThrow(expect.objectContaining({ code: "unsupported" }));
  });
});

describe("printBdv()", () => {
  it("is read back as it was", () => {
    const document = {
      ...bdvDocument(planBdv({ images: [image({ name: 'a <b> "c"' })] }), "a & b.h5", [
        { timepoint: 1, setup: 1 },
      ]),
      timepoints: [0, 1, 7],
    };
    const { setups, ...rest } = parseBdv(printBdv(document));
    const { setups: planned, ...expected } = document;
    expect(rest).toEqual(expected);
    expect(setups).toEqual(
      planned.map(({ id, name, size, voxelSize, attributes }) => ({ id, name, size, voxelSize, attributes })),
    );
  });

  it("leaves out what XML cannot say", () => {
    const document = bdvDocument(planBdv({ images: [image({ name: "a\u0000b" })] }), "file.h5", []);
    expect(parseBdv(printBdv(document)).setups[0]?.name).toBe("ab");
  });
});
