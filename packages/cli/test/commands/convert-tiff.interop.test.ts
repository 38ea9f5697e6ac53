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

it("writes ImageJ hyperstacks that tifffile reads as one piece", async () => {
  const directory = await temporaryDirectory();
  const [source, target, make, read] = ["a.tif", "b.tif", "make.py", "read.py"].map((name) =>
    join(directory, name),
  ) as [string, string, string, string];
  await writeFile(
    make,
    `
import numpy, sys, tifffile
data = numpy.random.default_rng(2).integers(0, 4000, (2, 3, 4, 61, 75)).astype("uint16")
tifffile.imwrite(sys.argv[1], data, ome=True, tile=(32, 32), metadata={
    "axes": "TCZYX", "PhysicalSizeX": 0.5, "PhysicalSizeXUnit": "µm", "PhysicalSizeY": 0.25,
    "PhysicalSizeYUnit": "µm", "PhysicalSizeZ": 2000, "PhysicalSizeZUnit": "nm", "TimeIncrement": 1.5})
`,
  );
  await writeFile(
    read,
    `
import json, numpy, sys, tifffile
expected = tifffile.imread(sys.argv[1]).transpose(0, 2, 1, 3, 4)
with tifffile.TiffFile(sys.argv[2]) as tiff:
    series, = tiff.series
    page = tiff.pages[0]
    json.dump({
        "axes": series.axes, "equal": bool(numpy.array_equal(series.asarray(), expected)),
        "contiguous": series.dataoffset is not None, "pages": len(tiff.pages),
        "resolution": [float(r) for r in page.resolution], "metadata": tiff.imagej_metadata}, sys.stdout)
`,
  );
  await python(make, source);
  expect((await runCommand("convert", source, target, "--format", "imagej", "--quiet")).exitCode).toBe(0);
  expect(JSON.parse(await python(read, source, target))).toEqual({
    axes: "TZCYX",
    equal: true,
    contiguous: true,
    pages: 24,
    resolution: [2, 4],
    metadata: expect.objectContaining({
      channels: 3,
      slices: 4,
      frames: 2,
      hyperstack: true,
      unit: "\\u00B5m",
      spacing: 2,
      finterval: 1.5,
    }),
  });
});

it("keeps JPEG tiles in Zarr in a way that zarr-python reads with imagecodecs", async () => {
  const directory = await temporaryDirectory();
  const [source, target, make, read] = ["a.tif", "a.zarr", "make.py", "read.py"].map((name) =>
    join(directory, name),
  ) as [string, string, string, string];
  await writeFile(
    make,
    `
import numpy, sys, tifffile
y, x = numpy.mgrid[0:200, 0:300]
data = numpy.stack([y, x // 2, (x + y) // 2], -1).astype("uint8")
tifffile.imwrite(sys.argv[1], data, photometric="rgb", tile=(128, 128), compression="jpeg")
`,
  );
  await writeFile(
    read,
    `
import imagecodecs.numcodecs, numpy, sys, tifffile, warnings, zarr
from zarr.codecs.numcodecs._codecs import _NumcodecsArrayBytesCodec
from zarr.registry import register_codec

class Jpeg(_NumcodecsArrayBytesCodec, codec_name="imagecodecs_jpeg"):
    pass

warnings.simplefilter("ignore")
imagecodecs.numcodecs.register_codecs(verbose=False)
register_codec("numcodecs.imagecodecs_jpeg", Jpeg)
array = zarr.open_array(f"{sys.argv[2]}/0", mode="r")[:]
print(numpy.array_equal(array, tifffile.imread(sys.argv[1]).transpose(2, 0, 1)))
`,
  );
  await python(make, source);
  const keep = ["--compression", "keep", "--quiet"];
  expect((await runCommand("convert", source, target, ...keep)).exitCode).toBe(0);
  expect((await python(read, source, target)).trim()).toBe("True");
});
