import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../run-command.ts";
import { temporaryDirectory } from "../../temporary-directory.ts";
import { writeTinyTiff } from "../../tiny-tiff.ts";

describe("chunkwright convert to Imaris", () => {
  it.each(["--chunk", "--levels"])("refuses %s: Imaris has a rule of its own", async (option) => {
    const target = join(await temporaryDirectory(), "out.ims");
    expect(await runCommand("convert", "in.zarr", target, option, "4")).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining(option),
    });
  });

  it("refuses compressions that Imaris does not read", async () => {
    const target = join(await temporaryDirectory(), "out.ims");
    const outcome = await runCommand("convert", "in.zarr", target, "--compression", "blosc");
    expect(outcome).toMatchObject({ exitCode: 2, err: expect.stringContaining("gzip, lz4") });
  });

  it("warns of levels that are not those of Imaris", async () => {
    const directory = await temporaryDirectory();
    const source = await writeTinyTiff(directory, "a.tif");
    const zarr = join(directory, "a.ome.zarr");
    expect(await runCommand("convert", source, zarr, "-q", "--levels", "2")).toMatchObject({ exitCode: 0 });
    expect(await runCommand("convert", zarr, join(directory, "a.ims"), "-q")).toMatchObject({
      exitCode: 0,
      err: expect.stringContaining("Imaris has levels of its own shapes"),
    });
  });

  it("makes up no unit for axes that have none", async () => {
    const directory = await temporaryDirectory();
    const source = await writeTinyTiff(directory, "a.tif");
    const [ims, zarr] = [join(directory, "a.ims"), join(directory, "a.zarr")];
    expect(await runCommand("convert", source, ims, "-q")).toMatchObject({ exitCode: 0 });
    expect(await runCommand("convert", ims, zarr, "-q")).toMatchObject({ exitCode: 0 });
    const document = await readFile(join(zarr, "zarr.json"), "utf8");
    expect(document).toContain('"type": "space"');
    expect(document).not.toContain('"unit"');
  });
});
