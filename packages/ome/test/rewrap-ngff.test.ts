import { describe, expect, it } from "vitest";
import { datasetDimensionNames, rewrapNgff } from "../src/index.ts";

const axes = [
  { name: "y", type: "space" },
  { name: "x", type: "space" },
];
const datasets = [{ path: "s0", coordinateTransformations: [{ type: "scale", scale: [1, 1] }] }];
const omero = { channels: [{ color: "FFFFFF" }] };
const old = { multiscales: [{ version: "0.4", name: "a", axes, datasets }], omero, lab: { version: 7 } };
const recent = {
  ome: { version: "0.5", multiscales: [{ name: "a", axes, datasets }], omero },
  lab: { version: 7 },
};

describe("rewrapNgff()", () => {
  it("moves what 0.4 keeps at the top under ome, and back, other attributes untouched", () => {
    expect(rewrapNgff(old, "", "0.5")).toEqual(recent);
    expect(rewrapNgff(recent, "", "0.4")).toEqual(old);
  });

  it("keeps attributes that are in the wanted version already", () => {
    expect(rewrapNgff(old, "", "0.4")).toBe(old);
    expect(rewrapNgff(recent, "", "0.5")).toBe(recent);
  });

  it("keeps attributes that say nothing of NGFF, common words included", () => {
    const own = { labels: ["mine"], series: 3 };
    expect(rewrapNgff(own, "", "0.5")).toBe(own);
    expect(rewrapNgff({ labels: ["nuclei"] }, "image/labels", "0.5")).toEqual({
      ome: { version: "0.5", labels: ["nuclei"] },
    });
    expect(rewrapNgff({ series: ["0"] }, "OME", "0.5")).toEqual({ ome: { version: "0.5", series: ["0"] } });
  });

  it("moves versions of plates, wells and labels", () => {
    const label = { ...old, "image-label": { version: "0.4", colors: [] } };
    const moved = rewrapNgff(label, "labels/a", "0.5");
    expect(moved).toMatchObject({ ome: { "image-label": { colors: [] } } });
    expect(rewrapNgff(moved, "labels/a", "0.4")).toEqual(label);
    expect(rewrapNgff({ plate: { version: "0.4", wells: [] } }, "", "0.5")).toEqual({
      ome: { version: "0.5", plate: { wells: [] } },
    });
  });

  it("refuses versions whose axes and scales would have to be made up", () => {
    const older = { multiscales: [{ version: "0.2", datasets: [{ path: "0" }] }] };
    expect(() => rewrapNgff(older, "", "0.5")).toThrow(expect.objectContaining({ code: "unsupported" }));
  });
});

describe("datasetDimensionNames()", () => {
  it("names the axes of each dataset", () => {
    expect(datasetDimensionNames(old)).toEqual(new Map([["s0", ["y", "x"]]]));
    expect(datasetDimensionNames({ lab: 1 })).toEqual(new Map());
  });
});
