import type { Group } from "@chunkwright/core";
import { collect } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { listedByNgff } from "../../src/ngff/listed-by-ngff.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";

const IMAGE = { multiscales: [{ version: "0.4", datasets: [{ path: "0" }, { path: "deep/1" }] }] };

/** Paths of what can be found by listing. */
async function pathsIn(nodes: FakeNodes): Promise<string[] | undefined> {
  const root = listedByNgff(fakeGroup(nodes));
  const found: string[] = [];
  const walk = async (group: Group, path: string): Promise<void> => {
    for (const name of await collect(group.list!())) {
      const child = await group.open(name);
      if (child) found.push(path + name);
      if (child?.kind === "group") await walk(child, `${path}${name}/`);
    }
  };
  if (root) await walk(root, "");
  return root && found;
}

test("levels and labels are what an image names", async () => {
  const labels = { labels: ["nuclei"] };
  const nodes = {
    "": IMAGE,
    "0": {},
    "deep/1": {},
    labels,
    "labels/nuclei": IMAGE,
    "labels/nuclei/0": {},
    hidden: {},
  };
  expect(await pathsIn(nodes)).toEqual(["0", "deep/1", "labels", "labels/nuclei", "labels/nuclei/0"]);
});

test("wells are what a plate names, fields what a well does", async () => {
  const nodes = {
    "": { plate: { wells: [{ path: "A/1" }, { path: "B/3" }] } },
    "B/3": { well: { images: [{ path: "0" }] } },
    "B/3/0": { ome: { version: "0.5", ...IMAGE } },
    "B/3/0/0": {},
  };
  expect(await pathsIn(nodes)).toEqual(["B/3", "B/3/0", "B/3/0/0"]);
});

test("series are those that are listed, or those that are there", async () => {
  const layout = { "bioformats2raw.layout": 3 };
  expect(await pathsIn({ "": layout, "0": {}, "1": {}, "3": {} })).toEqual(["0", "1"]);
  expect(await pathsIn({ "": layout, OME: { series: ["b", "a"] }, a: {}, b: {}, "0": {} })).toEqual([
    "OME",
    "b",
    "a",
  ]);
});

test("a group without OME-NGFF stays unlisted, and paths that lead out are refused", async () => {
  expect(await pathsIn({ "": { title: "A" } })).toBe(undefined);
  await expect(pathsIn({ "": { multiscales: [{ datasets: [{ path: "../x" }] }] } })).rejects.toMatchObject({
    code: "invalid-data",
  });
});
