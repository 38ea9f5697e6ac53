import { describe, expect, it } from "vitest";
import { type Image, printImarisSections } from "../../src/index.ts";
import { plainImage } from "../plain-image.ts";

const FIVE = ["t", "c", "z", "y", "x"];

function image(more: Partial<Image> = {}): Image {
  const plain = plainImage(FIVE, [[3, 1, 4, 5, 10]], "uint16");
  const { source } = plain.levels[0];
  return {
    ...plain,
    axes: plain.axes.map((axis, i) => (i > 1 ? { ...axis, unit: "micrometer" } : axis)),
    levels: [{ source, scale: [1, 1, 2, 0.5, 0.5], translation: [0, 0, 1, 0.25, -3] }],
    ...more,
  };
}

/** As it was read, and as OME-NGFF gives it back. */
const KEPT = {
  Image: {
    Name: "kept",
    ExtMin0: "-3.25",
    ExtMax0: "1.75",
    ExtMin1: "0",
    ExtMax1: "2.5",
    ExtMin2: "0",
    ExtMax2: "8",
    Note: "mine",
  },
  "Channel 0": {
    Name: "DNA",
    ColorMode: "TableColor",
    ColorTable: "0 0 0 1 1 1",
    ColorRange: "1 200",
    GammaCorrection: "2.000",
  },
  TimeInfo: { TimePoint1: "2024-05-01 10:00:00.000", TimePoint2: "", TimePoint3: "2024-05-01 10:00:20" },
};

describe("printImarisSections()", () => {
  it("puts borders half an element outside of centres", () => {
    expect(printImarisSections(image(), []).Image).toMatchObject({
      X: "10",
      Y: "5",
      Z: "4",
      Unit: "um",
      ExtMin0: "-3.250000000",
      ExtMax0: "1.750000000",
      ExtMin2: "0.000000000",
      ExtMax2: "8.000000000",
      Name: "plain",
      Description: "(description not specified)",
      RecordingDate: "",
    });
  });

  it("remembers the axes that have no unit, which are told in micrometers", () => {
    const axes = image().axes.map((axis) => (axis.name === "z" ? { name: "z" } : axis));
    const sections = printImarisSections(image({ axes }), []);
    expect(sections).toMatchObject({ Image: { Unit: "um" }, Chunkwright: { AxesWithoutUnit: "z" } });
    expect(printImarisSections(image(), [])).not.toHaveProperty("Chunkwright");
    const dialects = { imaris: { sections } };
    expect(printImarisSections(image({ dialects }), [])).not.toHaveProperty("Chunkwright");
    expect(printImarisSections(image({ axes, dialects }), []).Image).toEqual(sections.Image);
  });

  it("measures all axes in one unit", () => {
    const units = [undefined, undefined, "millimeter", "nanometer", "angstrom"];
    const axes = image().axes.map(({ name }, i) => ({ name, ...(units[i] && { unit: units[i] }) }));
    expect(printImarisSections(image({ axes }), []).Image).toMatchObject({
      Unit: "um",
      ExtMax2: "8000.000000000",
      ExtMax1: "0.002500000",
      ExtMax0: "0.000175000",
    });
    const nanometers = image().axes.map(({ name }) => ({ name, unit: "nanometer" }));
    expect(printImarisSections(image({ axes: nanometers }), []).Image).toMatchObject({
      Unit: "nm",
      ExtMax2: "8.000000000",
    });
  });

  it("prints more decimals for elements that nine are too few for", () => {
    const [finest, ...coarser] = image().levels;
    const scale = [1, 1, 1, 1e-7, 1 / 3e9];
    const levels = [{ ...finest, scale, translation: [0, 0, 0.5, 5e-8, 1 / 6e9] }, ...coarser] as const;
    expect(printImarisSections(image({ levels }), []).Image).toMatchObject({
      ExtMax2: "4.000000000",
      ExtMax1: "0.000000500",
      ExtMax0: "0.0000000033333333",
    });
  });

  it("keeps exactly what Imaris rounds or converts, and limits of windows", () => {
    const axes = image().axes.map((axis) => (axis.name === "y" ? { ...axis, unit: "inch" } : axis));
    const window = { min: 0, max: 4095, start: 1.23456, end: 1000 };
    const sections = printImarisSections(image({ axes, channels: [{ window }] }), []);
    expect(sections["Channel 0"]).toMatchObject({ ColorRange: "1.23456 1000.000" });
    expect(JSON.parse(sections.Chunkwright?.Terms ?? "")).toMatchObject({
      axes: [
        { name: "t" },
        { name: "c" },
        { name: "z", unit: "micrometer", scale: 2 },
        { name: "y", unit: "inch", scale: 0.5, translation: 0.25 },
        { name: "x", unit: "micrometer" },
      ],
      channels: [{ window }],
    });
  });

  it("shows what there is where no window is told", () => {
    expect(printImarisSections(image(), [{ min: 3, max: 99 }])["Channel 0"]).toMatchObject({
      Name: "(name not specified)",
      ColorMode: "BaseColor",
      Color: "1.000 1.000 1.000",
      ColorRange: "3.000 99.000",
      ColorOpacity: "1.000",
    });
  });

  it("counts time from the year 2000 where only the step is known", () => {
    const axes = image().axes.map((axis) => (axis.name === "t" ? { ...axis, unit: "minute" } : axis));
    const { source, scale, translation } = image().levels[0];
    const timed = image({ axes, levels: [{ source, scale: [1.5, ...scale.slice(1)], translation }] });
    expect(printImarisSections(timed, []).TimeInfo).toEqual({
      DatasetTimePoints: "3",
      FileTimePoints: "3",
      TimePoint1: "2000-01-01 00:00:00.000",
      TimePoint2: "2000-01-01 00:01:30.000",
      TimePoint3: "2000-01-01 00:03:00.000",
    });
    expect(printImarisSections(image(), []).TimeInfo).toMatchObject({ TimePoint1: "", TimePoint3: "" });
  });

  it("keeps the texts of an image that still says what they say", () => {
    const { source, scale, translation } = image().levels[0];
    const axes = image().axes.map((axis) => (axis.name === "t" ? { ...axis, unit: "second" } : axis));
    const kept = image({
      name: "kept",
      axes,
      levels: [{ source, scale: [10, ...scale.slice(1)], translation }],
      channels: [{ name: "DNA", color: 0xffffff, window: { min: 0, max: 65535, start: 1, end: 200 } }],
      dialects: { imaris: { name: "kept", sections: KEPT } },
    });
    expect(printImarisSections(kept, [])).toMatchObject(KEPT);
  });

  it("lets the image have the last word", () => {
    const kept = image({
      name: "new",
      channels: [{ name: "RNA", color: 0x336699, window: { min: 0, max: 9, start: 2, end: 8 } }],
      dialects: { imaris: { name: "kept", sections: KEPT } },
    });
    const moved = { ...kept, levels: [{ ...kept.levels[0], translation: [0, 0, 1, 0.25, 0.25] }] as const };
    expect(printImarisSections(moved, [])).toMatchObject({
      Image: { Name: "new", ExtMin0: "0.000000000", ExtMax0: "5.000000000", Note: "mine" },
      "Channel 0": {
        Name: "RNA",
        ColorMode: "BaseColor",
        Color: "0.200 0.400 0.600",
        ColorRange: "2.000 8.000",
        GammaCorrection: "2.000",
      },
      TimeInfo: { TimePoint1: "", TimePoint3: "" },
    });
  });

  it("takes no sections from what is none", () => {
    const strange = image({ dialects: { imaris: { sections: { Image: { Name: 7 } } } } });
    expect(printImarisSections(strange, []).Image).toMatchObject({ Name: "plain" });
  });
});
