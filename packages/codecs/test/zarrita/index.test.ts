import * as zarrita from "@chunkwright/codecs/zarrita";
import { expect, test } from "vitest";

test("the entry exports these names", () => {
  expect(Object.keys(zarrita)).toEqual(["registerCodecs"]);
});
