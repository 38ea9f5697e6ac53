import { expect, it } from "vitest";
import * as chunkwright from "../src/index.ts";

it("exports what it has always exported", () => {
  expect(Object.keys(chunkwright)).toMatchSnapshot();
});
