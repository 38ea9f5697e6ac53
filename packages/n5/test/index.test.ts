import { expect, it } from "vitest";
import * as n5 from "../src/index.ts";

it("exports these names", () => {
  expect(Object.keys(n5).sort()).toMatchInlineSnapshot(`
    [
      "appendToN5Array",
      "createN5",
      "openN5",
      "resizeN5Array",
      "updateN5Array",
    ]
  `);
});
