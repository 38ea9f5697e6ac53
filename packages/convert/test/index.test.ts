import { expect, it } from "vitest";
import * as convert from "../src/index.ts";

it("exports what it has always exported", () => {
  expect(Object.keys(convert)).toMatchSnapshot();
});
