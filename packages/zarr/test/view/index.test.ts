import { expect, test } from "vitest";
import * as view from "../../src/view/index.ts";

test("the view exports these values", () => {
  expect(Object.keys(view).sort()).toEqual([
    "asZarritaStore",
    "fromZarritaStore",
    "holdsReferences",
    "isPortableCodec",
    "parquetReferenceStore",
    "readChunksBy",
    "referenceStore",
    "viewStore",
    "writeParquetReferences",
    "writeReferences",
  ]);
});
