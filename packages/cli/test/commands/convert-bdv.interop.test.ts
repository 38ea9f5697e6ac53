/** BigDataViewer files by way of OME-Zarr and back: affines to the letter, h5py reads the same pixels. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { python } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { namesIn, temporaryDirectory } from "../temporary-directory.ts";

const MAKE = join(import.meta.dirname, "../interop/make_bdv.py");
const COMPARE = join(import.meta.dirname, "../interop/compare_hdf5.py");

const ROTATED = "0.5  -0.1000 0 12.50 0.1 0.5 0.0 -3e-2 0 0 1.5 0.123456789012345678";

async function convert(...args: readonly string[]): Promise<void> {
  expect(await runCommand("convert", ...args, "--quiet")).toMatchObject({ exitCode: 0 });
}

/** The views with a registration that turns and moves them, `0` and `1` by time point. */
async function makeViews(directory: string): Promise<string> {
  await python(MAKE, directory);
  const path = join(directory, "views.xml");
  const registrations = [0, 1].flatMap((setup) =>
    [0, 1].map(
      (t) =>
        `<ViewRegistration timepoint="${t}" setup="${setup}"><ViewTransform type="affine"><Name>drift</Name>` +
        `<affine>1.0 0 0 ${t}.250 0 1 0 0 0 0 1 0</affine></ViewTransform><ViewTransform type="affine">` +
        `<affine>${ROTATED}</affine></ViewTransform></ViewRegistration>`,
    ),
  );
  const text = await readFile(path, "utf8");
  await writeFile(
    path,
    text.replace("<ViewRegistrations/>", `<ViewRegistrations>${registrations.join("")}</ViewRegistrations>`),
  );
  return path;
}

function affines(xml: string): readonly string[] {
  return Array.from(xml.matchAll(/<affine>(.*?)<\/affine>/g), ([, affine = ""]) => affine);
}

it("keeps registrations, missing views and pixels on the way there and back", async () => {
  const directory = await temporaryDirectory();
  const source = await makeViews(directory);
  const [zarr, target] = [join(directory, "a.zarr"), join(directory, "b.xml")];
  await convert(source, zarr);
  await convert(zarr, target);
  expect(await runCommand("verify", source, target, "--quiet")).toMatchObject({ exitCode: 0, out: "" });
  const [before, after] = [await readFile(source, "utf8"), await readFile(target, "utf8")];
  expect(affines(after).toSorted()).toEqual(affines(before).toSorted());
  expect(affines(after)).toContain(ROTATED);
  expect(after).toContain('<MissingView timepoint="1" setup="1" />');
  // Filters and chunks differ, and whole files do not link to others; int16 elements and attributes are the same.
  const differences: readonly string[] = JSON.parse(
    await python(COMPARE, join(directory, "views.h5"), join(directory, "b.h5")),
  );
  expect(differences.filter((text) => !/filters|chunks|subdivisions|^\/t00001/.test(text))).toEqual([]);
});

it("cuts chunks as it is told", async () => {
  const directory = await temporaryDirectory();
  const source = await makeViews(directory);
  const [zarr, target] = [join(directory, "a.zarr"), join(directory, "b.xml")];
  await convert(source, zarr, "--levels", "1");
  await convert(zarr, target, "--chunk", "4,16,16");
  const { out } = await runCommand("info", target, "--json");
  const [image] = JSON.parse(out).images;
  expect(image.levels).toHaveLength(1);
  expect(image.levels[0]).toMatchObject({ dataType: "uint16", chunkShape: [1, 1, 4, 16, 16] });
});

it("replaces both files or none", async () => {
  const directory = await temporaryDirectory();
  const source = await makeViews(directory);
  const [target, other] = [join(directory, "out.xml"), join(directory, "out.h5")];
  await writeFile(other, "something else");
  expect(await runCommand("convert", source, target, "--quiet")).toMatchObject({ exitCode: 1 });
  expect(await readFile(other, "utf8")).toBe("something else");
  await convert(source, target, "--overwrite");
  expect((await namesIn(directory)).filter((name) => name.includes("out"))).toEqual(["out.h5", "out.xml"]);
});
