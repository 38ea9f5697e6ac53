import { expect, it } from "vitest";
import * as chunkwright from "../src/index.ts";

it("exports these names and no others", () => {
  expect(Object.keys(chunkwright).sort()).toMatchSnapshot();
});
