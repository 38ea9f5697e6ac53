/** What `convert` writes as OME-TIFF, as tifffile reads it. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { python } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { digestOf } from "../../src/compare/digest-of.ts";
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

it("keeps labels, lookup tables, ranges and regions of ImageJ, and makes those that there were none of", async () => {
  const directory = await temporaryDirectory();
  const [make, read] = ["make.py", "read.py"].map((name) => join(directory, name)) as [string, string];
  await writeFile(
    make,
    `
import numpy, sys, tifffile
folder = sys.argv[1]
data = numpy.random.default_rng(2).integers(0, 4000, (3, 2, 20, 30)).astype("uint16")
ramp = numpy.arange(256, dtype="uint8")
tifffile.imwrite(f"{folder}/full.tif", data, imagej=True, metadata={
    "axes": "ZCYX", "Labels": [f"plane {n} µ" for n in range(6)], "Ranges": (1.0, 100.5, 2.0, 200.0),
    "LUTs": [numpy.stack([ramp, ramp // 2, ramp * 0]), numpy.stack([255 - ramp, ramp * 0, ramp])],
    "ROI": b"Iout" + bytes(60), "Overlays": [b"Iout" + bytes(40), b"Iout" + bytes(20)],
    "Info": "some info\\nand more", "Properties": ["key", "value"]})
tifffile.imwrite(f"{folder}/plain.ome.tif", data.transpose(1, 0, 2, 3), ome=True, metadata={
    "axes": "CZYX", "Channel": {"Name": ["DAPI", "GFP"], "Color": [0x0000ffff, 0x00ff00ff]}})
`,
  );
  await writeFile(
    read,
    `
import json, sys, tifffile
KEPT = ["Labels", "LUTs", "Ranges", "ROI", "Overlays", "Info", "Properties"]
def plain(value):
    if isinstance(value, bytes): return value.hex()
    if hasattr(value, "tolist"): return value.tolist()
    if isinstance(value, (list, tuple)): return [plain(item) for item in value]
    return value
answers = []
for path in sys.argv[1:]:
    with tifffile.TiffFile(path) as tiff:
        metadata = tiff.imagej_metadata
        answers.append({name: plain(metadata[name]) for name in KEPT if name in metadata})
json.dump(answers, sys.stdout)
`,
  );
  await python(make, directory);
  const path = (name: string) => join(directory, name);
  for (const [from, to] of [
    ["full.tif", "direct.tif"],
    ["full.tif", "full.zarr"],
    ["full.zarr", "back.tif"],
    ["plain.ome.tif", "plain.tif"],
  ] as const) {
    const options = to.endsWith(".tif") ? ["--format", "imagej"] : [];
    const { exitCode } = await runCommand("convert", path(from), path(to), "--quiet", ...options);
    expect({ to, exitCode }).toEqual({ to, exitCode: 0 });
  }
  const files = ["full.tif", "direct.tif", "back.tif", "plain.tif"].map(path);
  const [full, direct, back, plain] = JSON.parse(await python(read, ...files));
  expect(Object.keys(full)).toHaveLength(7);
  expect(direct).toEqual(full);
  expect(back).toEqual(full);
  const ramp = Array.from({ length: 256 }, (_, i) => i);
  const dark = new Array(256).fill(0);
  expect(plain).toEqual({
    Labels: ["DAPI", "GFP", "DAPI", "GFP", "DAPI", "GFP"],
    LUTs: [
      [dark, dark, ramp],
      [dark, ramp, dark],
    ],
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

it("keeps what tags say of showing pixels, through OME-Zarr too", async () => {
  const directory = await temporaryDirectory();
  const [make, read] = ["make.py", "read.py"].map((name) => join(directory, name)) as [string, string];
  await writeFile(
    make,
    `
import numpy, sys, tifffile
folder = sys.argv[1]
random = numpy.random.default_rng(3)
def make(name, shape, dtype="uint8", extratags=(), **options):
    data = random.integers(0, 200, shape).astype(dtype)
    tifffile.imwrite(f"{folder}/{name}.tif", data, extratags=extratags, tile=(64, 64), metadata=None, **options)
make("palette8", (300, 400), photometric="palette", colormap=random.integers(0, 2**16, (3, 256)).astype("uint16"))
make("palette16", (90, 80), "uint16", photometric="palette", colormap=random.integers(0, 2**16, (3, 2**16)).astype("uint16"))
make("white", (90, 80), photometric="miniswhite")
make("cmyk", (90, 80, 4), photometric="separated", planarconfig="contig")
make("lab", (90, 80, 3), photometric="cielab", planarconfig="contig")
make("rgba", (90, 80, 4), photometric="rgb", extrasamples=["unassalpha"], planarconfig="contig")
make("planar", (3, 90, 80), "uint16", photometric="rgb", planarconfig="separate")
make("planar-alpha", (4, 90, 80), photometric="rgb", extrasamples=["unassalpha"], planarconfig="separate")
make("rgb-icc", (90, 80, 3), photometric="rgb", iccprofile=bytes(range(256)) * 20)
make("dpi", (90, 80), resolution=(300, 150), resolutionunit="INCH")
make("turned", (90, 80), extratags=[(274, 3, 1, 6, True)])
make("map", (90, 80), extratags=[
    (33550, 12, 3, (10.5, 10.5, 0.0), True), (33922, 12, 6, (0.0, 0, 0, 5e5, 4e6, 0), True),
    (34735, 3, 8, (1, 1, 0, 1, 1026, 34737, 4, 0), True), (34737, 2, 5, "abc|", True)])
`,
  );
  await writeFile(
    read,
    `
import json, sys, tifffile
KEPT = ["PhotometricInterpretation", "SamplesPerPixel", "ExtraSamples", "ColorMap", "InterColorProfile", "Orientation",
        "ModelPixelScaleTag", "ModelTiepointTag", "GeoKeyDirectoryTag", "GeoAsciiParamsTag"]
def value(tag):
    value = tag.value
    if isinstance(value, bytes): return value.hex()
    return value.tolist() if hasattr(value, "tolist") else value
def answer(path):
    with tifffile.TiffFile(path) as tiff:
        page = tiff.pages[0]
        tags = {name: value(page.tags[name]) for name in KEPT if name in page.tags}
        tags["PlanarConfiguration"] = int(page.planarconfig)
        levels = [[int(level.photometric), "ColorMap" in level.tags] for level in page.pages or []]
        centimeters = [round(float(r) / (2.54 if page.resolutionunit == 2 else 1), 6) for r in page.resolution]
        return {"tags": tags, "levels": levels, "centimeters": centimeters}
json.dump([answer(path) for path in sys.argv[1:]], sys.stdout)
`,
  );
  await python(make, directory);
  interface Answer {
    readonly tags: unknown;
    readonly levels: unknown;
    readonly centimeters: unknown;
  }
  const names = "palette8 palette16 white cmyk lab rgba planar planar-alpha rgb-icc dpi turned map".split(
    " ",
  );
  for (const name of names) {
    const [source, zarr, direct, back] = ["tif", "zarr", "ome.tif", "back.ome.tif"].map((end) =>
      join(directory, `${name}.${end}`),
    ) as [string, string, string, string];
    for (const [from, to] of [
      [source, direct],
      [source, zarr],
      [zarr, back],
    ] as const) {
      const { exitCode, err } = await runCommand("convert", from, to, "--quiet");
      expect({ to, exitCode, err }).toEqual({ to, exitCode: 0, err: "" });
    }
    const answers: readonly Answer[] = JSON.parse(await python(read, source, direct, back));
    const [{ tags, centimeters }, ...written] = answers as [Answer, ...Answer[]];
    const expected = {
      tags,
      levels: name === "palette8" ? [[3, true]] : [],
      centimeters: name === "dpi" ? centimeters : expect.anything(),
    };
    expect({ name, written }).toEqual({ name, written: [expected, expected] });
  }
});

it("keeps slides in JPEG as they are for OpenSlide, however their colours are sampled", async () => {
  const directory = await temporaryDirectory();
  const [make, read] = ["make.py", "read.py"].map((name) => join(directory, name)) as [string, string];
  await writeFile(
    make,
    `
import numpy, sys, tifffile
y, x = numpy.mgrid[0:500, 0:600]
pixels = numpy.stack([y % 256, x % 256, (x + y) % 256], -1).astype("uint8")
description = "Aperio Image Library v11.2.1\\r\\n600x500 (128x128) JPEG/RGB Q=80|AppMag = 20|MPP = 0.5"
for subsampling in ((1, 1), (2, 1), (2, 2)):
    options = dict(photometric="rgb", tile=(128, 128), compression="jpeg", subsampling=subsampling, metadata=None)
    with tifffile.TiffWriter(f"{sys.argv[1]}/{subsampling[0]}{subsampling[1]}.svs") as tiff:
        tiff.write(pixels, description=description, **options)
        tiff.write(pixels[::8, ::8], photometric="rgb", description=description, metadata=None)
        tiff.write(pixels[::4, ::4], description=description, **options)
`,
  );
  await writeFile(
    read,
    `
import json, numpy, openslide, sys, tifffile
def read(path):
    slide = openslide.OpenSlide(path)
    levels = [numpy.array(slide.read_region((0, 0), level, size)) for level, size in enumerate(slide.level_dimensions)]
    with tifffile.TiffFile(path) as tiff:
        return levels, tiff.pages[0].asarray(), tiff.pages[0].tags["YCbCrSubSampling"].value
(source, pixels, sampling), (levels, copied, stated) = map(read, sys.argv[1:])
json.dump({"levels": [level.shape[:2] for level in levels], "sampling": stated == sampling,
           "equal": all(map(numpy.array_equal, source, levels)), "copied": numpy.array_equal(pixels, copied)}, sys.stdout)
`,
  );
  await python(make, directory);
  for (const name of ["11", "21", "22"]) {
    const [slide, zarr, back] = [".svs", ".zarr", ".ome.tif"].map((end) => join(directory, name + end)) as [
      string,
      string,
      string,
    ];
    for (const args of [
      [slide, zarr, "--compression", "keep"],
      [zarr, back, "--pyramid", "chained"],
    ]) {
      expect((await runCommand("convert", ...args, "--quiet")).exitCode).toBe(0);
    }
    expect({ name, ...JSON.parse(await python(read, slide, back)) }).toEqual({
      name,
      levels: [
        [500, 600],
        [125, 150],
      ],
      sampling: true,
      equal: true,
      copied: true,
    });
  }
});

it("writes pyramids in JPEG for those who ask, about as the pixels were", async () => {
  const directory = await temporaryDirectory();
  const [make, read, source, target] = ["make.py", "read.py", "a.tif", "a.ome.tif"].map((name) =>
    join(directory, name),
  ) as [string, string, string, string];
  await writeFile(
    make,
    `
import numpy, sys, tifffile
y, x = numpy.mgrid[0:700, 0:900]
pixels = numpy.stack([y // 3, x // 4, (x + y) // 8], -1).astype("uint8")
tifffile.imwrite(sys.argv[1], pixels, photometric="rgb", tile=(128, 128))
`,
  );
  await writeFile(
    read,
    `
import json, numpy, openslide, sys, tifffile
source = tifffile.imread(sys.argv[1]).astype(int)
answers = []
with tifffile.TiffFile(sys.argv[2]) as tiff:
    for level in tiff.series[0].levels:
        page = level.pages[0]
        step = 700 // page.imagelength
        near = abs(page.asarray().astype(int) - source[::step, ::step][:page.imagelength, :page.imagewidth]).max() < 12
        answers.append([int(page.compression), int(page.photometric), bool(near)])
slide = openslide.OpenSlide(sys.argv[2])
json.dump([answers, slide.level_count], sys.stdout)
`,
  );
  await python(make, source);
  const options = ["--compression", "jpeg:85", "--pyramid", "chained", "--levels", "3", "--quiet"];
  expect(await runCommand("convert", source, target, ...options)).toEqual({
    exitCode: 0,
    out: "",
    err: "warning: JPEG keeps pixels about as they are, not exactly\n",
  });
  const level = [7, 6, true];
  expect(JSON.parse(await python(read, source, target))).toEqual([[level, level, level], 3]);
});
