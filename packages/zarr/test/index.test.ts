import { expect, it } from "vitest";
import * as zarr from "../src/index.ts";

it("exports these names", () => {
  expect(Object.keys(zarr).sort()).toMatchInlineSnapshot(`
    [
      "createZarr",
      "createZarrArray",
      "elementValues",
      "elementsOf",
      "openZarr",
      "viewRecords",
    ]
  `);
});
