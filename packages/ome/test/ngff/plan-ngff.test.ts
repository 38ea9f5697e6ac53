import { describe, expect, it } from "vitest";
import { type Image, planNgff } from "../../src/index.ts";
import { fakeSource } from "../fake-pages.ts";

const IMAGE: Image = {
  name: "",
  axes: [],
  levels: [
    { source: fakeSource({ shape: [], chunkShape: [], dataType: "uint8" }), scale: [], translation: [] },
  ],
  channels: [],
};
const omeXml = new TextEncoder().encode("<OME/>");

describe("planNgff()", () => {
  it("makes a single image the root, its OME-XML beside it", () => {
    expect(planNgff({ images: [IMAGE] }, "0.5")).toEqual({
      groups: [],
      images: [{ path: "", image: IMAGE }],
      files: [],
    });
    expect(planNgff({ images: [IMAGE], omeXml }, "0.4")).toEqual({
      groups: [{ path: "OME", attributes: {} }],
      images: [{ path: "", image: IMAGE }],
      files: [{ key: "OME/METADATA.ome.xml", bytes: omeXml }],
    });
  });

  it("lays several out as bioformats2raw does", () => {
    const collection = { images: [IMAGE, IMAGE], omeXml };
    expect(planNgff(collection, "0.4")).toEqual({
      groups: [
        { path: "", attributes: { "bioformats2raw.layout": 3 } },
        { path: "OME", attributes: { series: ["0", "1"] } },
      ],
      images: [
        { path: "0", image: IMAGE },
        { path: "1", image: IMAGE },
      ],
      files: [{ key: "OME/METADATA.ome.xml", bytes: omeXml }],
    });
    expect(planNgff(collection, "0.5").groups).toEqual([
      { path: "", attributes: { ome: { version: "0.5", "bioformats2raw.layout": 3 } } },
      { path: "OME", attributes: { ome: { version: "0.5", series: ["0", "1"] } } },
    ]);
  });
});
