import { expect, it } from "vitest";
import * as core from "../src/index.ts";

it("exports what it has always exported", () => {
  expect(Object.keys(core)).toMatchSnapshot();
});
