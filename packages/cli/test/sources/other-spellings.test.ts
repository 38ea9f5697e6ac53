import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { faultServer } from "@chunkwright/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { spellingsBeside } from "../../src/sources/other-spellings.ts";
import { jsonLines, runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { tinyTiff } from "../tiny-tiff.ts";

const COMPOSED = "Zelle \u00e4.ome.tif";
const DECOMPOSED = "Zelle a\u0308.ome.tif";

describe("spellingsBeside()", () => {
  it("finds the one file whose name differs in case, accents or escapes", async () => {
    const directory = await temporaryDirectory();
    for (const name of [DECOMPOSED, "Plane_1.OME.TIF", "50%.tif", "two.tif", "Two.tif"]) {
      await writeFile(join(directory, name), "");
    }
    const spellings = spellingsBeside(join(directory, "a.companion.ome"));
    expect(await spellings(COMPOSED)).toEqual([DECOMPOSED]);
    expect(await spellings("plane_1.ome.tif")).toEqual(["Plane_1.OME.TIF"]);
    expect(await spellings("Plane%5F1.ome.tif")).toEqual(["Plane_1.OME.TIF"]);
    expect(await spellings("50%25.TIF")).toEqual(["50%.tif"]);
    expect(await spellings("plane_2.ome.tif")).toEqual([]);
    expect(await spellings("TWO.tif")).toEqual([]);
  });

  it("guesses those on a server, which does not list", async () => {
    const spellings = spellingsBeside("http://127.0.0.1/a.companion.ome?key=1");
    expect(await spellings("Zelle%20a\u0308.ome.tif")).toEqual([DECOMPOSED, COMPOSED]);
    expect(await spellings("plane.ome.tif")).toEqual([]);
  });
});

describe("planes in a file that OME-XML spells in another way", () => {
  const companion = (name: string) => `<?xml version="1.0" encoding="UTF-8"?>
    <OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">
    <Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SizeX="40" SizeY="30" SizeZ="1" SizeC="1" SizeT="1">
    <Channel ID="Channel:0" SamplesPerPixel="1"/>
    <TiffData><UUID FileName="${name}">urn:uuid:00000000-0000-0000-0000-000000000001</UUID></TiffData>
    </Pixels></Image></OME>`;

  it.each([
    ["PLANE 1.ome.tif"],
    ["./plane 1.ome.tif"],
    ["C:\\data\\run 7\\Plane 1.ome.tif"],
    ["file:///data/Plane%201.ome.tif"],
  ])("%s are found beside the document", async (name) => {
    const directory = await temporaryDirectory();
    const source = join(directory, "a.companion.ome");
    const plane = join(directory, "Plane 1.ome.tif");
    await writeFile(source, companion(name));
    await writeFile(plane, tinyTiff());
    const target = join(directory, "a.ome.zarr");
    expect(await runCommand("convert", source, target, "--quiet")).toMatchObject({ exitCode: 0, err: "" });
    const [before, after] = jsonLines((await runCommand("digest", "--json", plane, target)).out);
    expect(after).toMatchObject({ sha256: (before as { sha256: string }).sha256 });
    const onto = await runCommand("convert", source, plane, "--overwrite");
    expect(onto).toMatchObject({ exitCode: 1, err: expect.stringContaining("it is a part of the source") });
  });

  it("are found on a server", async () => {
    const files = new Map([
      ["a.companion.ome", new TextEncoder().encode(companion(encodeURIComponent(COMPOSED)))],
      [DECOMPOSED, new Uint8Array(tinyTiff())],
    ]);
    const server = await faultServer(files);
    onTestFinished(() => server.close());
    const { exitCode, out } = await runCommand("info", `${server.url}/a.companion.ome`);
    expect({ exitCode, out }).toMatchObject({ exitCode: 0, out: expect.stringContaining("30 x 40") });
  });
});
