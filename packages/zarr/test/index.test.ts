import { expect, it } from "vitest";
import * as zarr from "../src/index.ts";

it("exports these names", () => {
  expect(Object.keys(zarr).sort()).toMatchInlineSnapshot(`
    [
      "appendToZarrArray",
      "consolidateZarr",
      "createZarr",
      "createZarrArray",
      "deleteZarrNode",
      "elementValues",
      "elementsOf",
      "hasZarrName",
      "openZarr",
      "resizeZarrArray",
      "updateZarrArray",
      "viewRecords",
    ]
  `);
});
