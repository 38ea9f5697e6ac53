import * as workers from "@chunkwright/workers";
import { expect, test } from "vitest";

test("the package exports these names", () => {
  expect(Object.keys(workers).sort()).toEqual(["createWorkerPool"]);
});
