import * as codecWasi from "@chunkwright/codec-wasi";
import { expect, test } from "vitest";

test("the package exports these names", () => {
  expect(Object.keys(codecWasi)).toEqual(["openWasiCodec"]);
});
