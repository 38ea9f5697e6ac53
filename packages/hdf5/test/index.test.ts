import { expect, test } from "vitest";
import * as hdf5 from "../src/index.ts";

test("exports exactly this", () => {
  expect(Object.keys(hdf5).sort()).toEqual([
    "Hdf5Reference",
    "ReferenceTo",
    "charactersAttribute",
    "createHdf5",
    "isHdf5",
    "metadataByteLength",
    "numberAttribute",
    "openHdf5",
    "textAttribute",
    "textsAttribute",
  ]);
});
