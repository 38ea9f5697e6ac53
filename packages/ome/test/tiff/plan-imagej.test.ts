import { createChunk, type DataType } from "@chunkwright/core";
import { arraySource } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { type Image, planImageJ } from "../../src/index.ts";

const TYPES = { t: "time", c: "channel", z: "space", y: "space", x: "space" } as const;

function imageOf(
  names: string,
  dataType: DataType = "uint16",
  units: { [axis: string]: string } = {},
): Image {
  const shape = [...names].map((_, i) => i + 2);
  const source = arraySource(createChunk(dataType, shape), shape);
  return {
    name: "a",
    axes: [...names].map((name) => ({
      name,
      type: TYPES[name as keyof typeof TYPES],
      ...(units[name] !== undefined && { unit: units[name] }),
    })),
    levels: [{ source, scale: shape.map((n) => n / 8), translation: shape.map(() => 0) }],
    channels: [{ window: { min: 0, max: 100, start: 10, end: 90.5 } }],
  };
}

describe("planImageJ()", () => {
  it("describes a hyperstack, channels first", () => {
    const units = { t: "minute", z: "nanometer", y: "micrometer", x: "micrometer" };
    const { description, paged, resolution } = planImageJ({ images: [imageOf("tczyx", "uint16", units)] });
    expect(description.trim().split("\n")).toEqual([
      "ImageJ=1.54p",
      "images=24",
      "channels=3",
      "slices=4",
      "frames=2",
      "hyperstack=true",
      "mode=composite",
      "unit=\\u00B5m",
      "spacing=0.0005",
      "finterval=15",
      "loop=false",
      "min=10",
      "max=90.5",
    ]);
    expect(paged.pageAxes.map((axis) => paged.image.axes[axis]?.name)).toEqual(["t", "z", "c"]);
    expect(resolution).toEqual({ x: 8 / 6, y: 8 / 5, unit: "none" });
  });

  it("takes nothing from metadata that is none, nor colours from tables that channels have left behind", () => {
    const plain = { ...imageOf("cyx"), channels: [{}, {}] };
    const garbage = { labl: [1], luts: ["?"], roi: "AAAA", rang: ["AAAA"], over: [null, "!"] };
    expect(planImageJ({ images: [{ ...plain, dialects: { imagej: garbage } }] }).tags).toEqual([]);
    const stale = { luts: [Buffer.alloc(768).toString("base64"), Buffer.alloc(768, 255).toString("base64")] };
    const colored = { ...plain, channels: [{ color: 0x80_00_ff }, {}], dialects: { imagej: stale } };
    const [counts, metadata] = planImageJ({ images: [colored] }).tags;
    expect(counts).toEqual({ tag: 50838, type: "LONG", numbers: [12, 768, 768] });
    const bytes = metadata && "bytes" in metadata ? metadata.bytes : new Uint8Array(0);
    expect([255, 511, 767].map((i) => bytes[12 + i])).toEqual([0x80, 0, 0xff]);
    expect(bytes.subarray(12 + 768).every((byte) => byte === 255)).toBe(true);
  });

  it("says of a plane without units no more than that it is ImageJ's", () => {
    const image = { ...imageOf("yx"), channels: [] };
    expect(planImageJ({ images: [image] })).toMatchObject({
      description: "ImageJ=1.54p\n",
      resolution: undefined,
    });
  });

  it.each([
    ["several images", [imageOf("yx"), imageOf("yx")]],
    ["types that ImageJ converts", [imageOf("yx", "int16")]],
  ])("refuses %s", (_name, images) => {
    expect(() => planImageJ({ images })).toThrow(expect.objectContaining({ code: "unsupported" }));
  });
});
