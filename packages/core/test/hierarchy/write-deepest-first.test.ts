import { expect, it } from "vitest";
import { writeDeepestFirst } from "../../src/index.ts";

it("writes groups of one depth side by side, after all that are deeper", async () => {
  const groups = ["", "a", "b", "a/x", "a/y", "b/x/deep"].map((path) => ({ path }));
  const steps: string[] = [];
  await writeDeepestFirst(groups, async ({ path }) => {
    steps.push(`begin ${path}`);
    await new Promise((resolve) => setImmediate(resolve));
    steps.push(`end ${path}`);
  });
  expect(steps).toEqual([
    ...["begin b/x/deep", "end b/x/deep"],
    ...["begin a/x", "begin a/y", "end a/x", "end a/y"],
    ...["begin a", "begin b", "end a", "end b"],
    ...["begin ", "end "],
  ]);
});
