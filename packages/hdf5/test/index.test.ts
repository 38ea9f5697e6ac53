import { expect, test } from "vitest";
import * as hdf5 from "../src/index.ts";

test("exports exactly this", () => {
  expect(Object.keys(hdf5).sort()).toEqual([
    "Hdf5Reference",
    "NOTES_NAME",
    "ReferenceTo",
    "charactersAttribute",
    "createHdf5",
    "firstMemberNames",
    "isHdf5",
    "metadataByteLength",
    "noteTaker",
    "numberAttribute",
    "openHdf5",
    "textAttribute",
    "textsAttribute",
  ]);
});
