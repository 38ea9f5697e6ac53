import { expect, it } from "vitest";
import * as convert from "../src/index.ts";

it("exports these names and no others", () => {
  expect(Object.keys(convert).sort()).toMatchSnapshot();
});
