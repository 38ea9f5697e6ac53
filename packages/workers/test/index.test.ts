import * as workers from "@chunkwright/workers";
import * as embedded from "@chunkwright/workers/embedded";
import { expect, test } from "vitest";

test("the package exports these names", () => {
  expect(Object.keys(workers).sort()).toEqual(["createWorkerPool"]);
  expect(Object.keys(embedded).sort()).toEqual(["createWorkerPool"]);
});
