/** What `convert` writes as OME-TIFF, as tifffile reads it. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { python } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { digestOf } from "../../src/commands/digest.ts";
import { openSource } from "../../src/open-source.ts";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

interface Series {
  readonly axes: string;
  readonly shape: readonly number[];
  readonly levels: readonly { readonly shape: readonly number[]; readonly sha256: string }[];
}

const SCRIPT = `
import hashlib, json, sys
import numpy, tifffile

with tifffile.TiffFile(sys.argv[1]) as tiff:
    assert tiff.is_ome
    answers = []
    for series in tiff.series:
        levels = []
        for level in series.levels:
            data = numpy.ascontiguousarray(level.asarray(squeeze=False))
            digest = hashlib.sha256(data.tobytes()).hexdigest()
            levels.append({"shape": list(data.shape), "sha256": digest})
        answers.append({"axes": series.get_axes(False), "shape": list(series.get_shape(False)), "levels": levels})
    json.dump(answers, sys.stdout)
`;

it("writes series, levels and axes that tifffile understands", async () => {
  const directory = await temporaryDirectory();
  const [source, zarr, target] = ["a.tif", "a.zarr", "a.ome.tif"].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  const script = join(directory, "read.py");
  await writeFile(script, SCRIPT);
  await writeFile(
    join(directory, "make.py"),
    `
import numpy, sys, tifffile
data = numpy.random.default_rng(1).integers(0, 4000, (3, 2, 4, 300, 520)).astype("uint16")
tifffile.imwrite(sys.argv[1], data, ome=True, metadata={"axes": "TCZYX", "PhysicalSizeX": 0.5, "PhysicalSizeXUnit": "µm"})
`,
  );
  await python(join(directory, "make.py"), source);
  expect((await runCommand("convert", source, zarr, "--quiet")).exitCode).toBe(0);
  expect((await runCommand("convert", zarr, target, "--quiet")).exitCode).toBe(0);
  const [series, ...others] = JSON.parse(await python(script, target)) as Series[];
  expect(others).toEqual([]);
  expect(series).toMatchObject({
    axes: expect.stringMatching(/^TCZYX/),
    shape: [3, 2, 4, 300, 520, 1],
  });
  const opened = await openSource(target);
  const [image] = (await opened.images())!.images;
  const digests = await Promise.all(image!.levels.map(({ source: level }) => digestOf(level)));
  await opened.close();
  expect(digests.length).toBeGreaterThan(1);
  expect(series!.levels.map(({ sha256 }) => sha256)).toEqual(digests);
});
