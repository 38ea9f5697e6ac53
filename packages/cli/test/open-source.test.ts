import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { faultServer } from "@chunkwright/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSource } from "../src/open-source.ts";
import { tiffFixture } from "./fixtures.ts";
import { runCommand } from "./run-command.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { tinyTiff, writeTinyTiff } from "./tiny-tiff.ts";

async function failure(name: string, bytes: Uint8Array): Promise<unknown> {
  const path = join(await temporaryDirectory(), name);
  await writeFile(path, bytes);
  return openSource(path).then(
    () => "opened",
    ({ code, message }) => ({ code, message: message.replace(path, name) }),
  );
}

describe("openSource()", () => {
  it("goes by what a file is, not by its name", async () => {
    const path = await writeTinyTiff(await temporaryDirectory(), "picture.jpg");
    const source = await openSource(path);
    expect([source.location, source.format]).toEqual([path, "TIFF"]);
    await source.close();
  });

  it("tells BigTIFF from classic TIFF, in either byte order", async () => {
    for (const name of ["tiles-big-be.tif", "tiles-big-le.tif"]) {
      const source = await openSource(tiffFixture(name));
      expect(source.format).toBe("BigTIFF");
      await source.close();
    }
  });

  it("rejects pipes and devices", async () => {
    await expect(openSource("/dev/null")).rejects.toMatchObject({
      code: "unsupported",
      message: "Cannot open /dev/null: it is neither a file nor a directory",
    });
  });

  it("rejects what is not there", async () => {
    const path = join(await temporaryDirectory(), "none.tif");
    await expect(openSource(path)).rejects.toMatchObject({
      code: "not-found",
      message: `Cannot open ${path}: there is no such file or directory`,
    });
    const below = join(await writeTinyTiff(await temporaryDirectory(), "a.tif"), "b");
    await expect(openSource(below)).rejects.toMatchObject({ code: "not-found" });
  });

  it("names known formats that it cannot read", async () => {
    expect(await failure("a.xml", Buffer.from('<?xml version="1.0"?>'))).toEqual({
      code: "unsupported",
      message:
        "Cannot open a.xml: it is XML, but neither an OME-XML companion file, a BigDataViewer document nor the index of a plate",
    });
  });

  it("takes XML for such without a declaration too, behind a byte order mark and a comment", async () => {
    for (const start of ["<OME ", "\ufeff<!-- a comment -->\n<OME "]) {
      const text = `${start}xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"/>`;
      const path = join(await temporaryDirectory(), "a.companion.ome");
      await writeFile(path, text);
      const source = await openSource(path);
      expect(source.format).toBe("OME-XML companion");
      await source.close();
    }
  });

  it("names the file of images that cannot be read", async () => {
    const path = join(await temporaryDirectory(), "a.companion.ome");
    await writeFile(path, "<OME ");
    const source = await openSource(path);
    await expect(source.images()).rejects.toThrow(path);
    await source.close();
  });

  it("takes an HDF5 file for one by its first bytes", async () => {
    const hdf5 = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0);
    expect(await failure("a.tif", hdf5)).toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining("Cannot read the superblock"),
    });
  });

  it("takes an HDF5 file for one behind a user block that begins as a TIFF does", async () => {
    for (const userBlockBytes of [512, 4096]) {
      const bytes = new Uint8Array(userBlockBytes + 8);
      bytes.set(tinyTiff().subarray(0, 100));
      bytes.set([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], userBlockBytes);
      expect(await failure("a.tif", bytes)).toMatchObject({
        message: expect.stringContaining("Cannot read the superblock"),
      });
    }
  });

  it("takes a ZIP file for one by its first bytes", async () => {
    expect(await failure("a.tif", Buffer.from("PK\u0003\u0004 and so on"))).toEqual({
      code: "invalid-data",
      message:
        "Cannot open a.tif: Cannot open the archive: its end record is missing: this is not a ZIP file, or its end is cut off",
    });
  });

  it("shows the first bytes of an unknown format", async () => {
    expect(await failure("a.tif", Buffer.from("\x89PNG\r\n", "latin1"))).toEqual({
      code: "unsupported",
      message:
        "Cannot open a.tif: it is neither TIFF, HDF5, ZIP, XML nor JSON (6 bytes, beginning 89 50 4e 47)",
    });
    expect(await failure("a.tif", Buffer.from("II"))).toMatchObject({ code: "unsupported" });
    expect(await failure("a.tif", new Uint8Array())).toEqual({
      code: "unsupported",
      message: "Cannot open a.tif: it is empty",
    });
    const html = Buffer.from("<!DOCTYPE html><html><body>Index of /</body></html>");
    expect(await failure("a.tif", html)).toMatchObject({
      message: "Cannot open a.tif: it is a page of HTML",
    });
  });

  it("names formats of others, and what converts them", async () => {
    expect(await failure("a.czi", Buffer.from("ZISRAWFILE\0\0\0\0\0\0"))).toEqual({
      code: "unsupported",
      message:
        "Cannot open a.czi: it is Zeiss CZI, which is not supported; bioformats2raw converts it to OME-Zarr",
    });
    const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from("DICM")]);
    const png = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
    expect(await failure("a.png", png)).toMatchObject({ message: expect.stringContaining("it is PNG,") });
    expect(await failure("a.dcm", dicom)).toMatchObject({ message: expect.stringContaining("it is DICOM,") });
  });

  it("rejects a TIFF file that ends after its signature", async () => {
    expect(await failure("a.tif", tinyTiff().subarray(0, 6))).toMatchObject({ code: "invalid-data" });
  });

  it("rejects a directory without Zarr metadata", async () => {
    const path = await temporaryDirectory();
    await mkdir(join(path, "sub"));
    await expect(openSource(path)).rejects.toMatchObject({
      code: "unsupported",
      message: `Cannot open ${path}: the directory is neither Zarr nor N5`,
    });
  });

  it("opens groups and arrays of both Zarr versions", async () => {
    const directory = await temporaryDirectory();
    const group = { zarr_format: 3, node_type: "group", attributes: {} };
    await mkdir(join(directory, "v3"));
    await writeFile(join(directory, "v3/zarr.json"), JSON.stringify(group));
    await mkdir(join(directory, "v2"));
    await writeFile(join(directory, "v2/.zgroup"), '{"zarr_format":2}');
    expect((await openSource(join(directory, "v3"))).format).toBe("Zarr v3");
    expect((await openSource(join(directory, "v2"))).format).toBe("Zarr v2");
  });

  it("opens N5 hierarchies: every directory by its attributes, and by its name", async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, "plain"));
    await writeFile(join(directory, "plain/attributes.json"), '{"n5":"4.0.0"}');
    await mkdir(join(directory, "named.n5/s0"), { recursive: true });
    const dataset = { dimensions: [4], blockSize: [4], dataType: "uint8", compression: { type: "raw" } };
    await writeFile(join(directory, "named.n5/s0/attributes.json"), JSON.stringify(dataset));
    expect((await openSource(join(directory, "plain"))).format).toBe("N5");
    const source = await openSource(join(directory, "named.n5"));
    expect(source.format).toBe("N5");
    const arrays: string[] = [];
    for await (const { path } of source.arrays()) arrays.push(path);
    expect(arrays).toEqual(["s0"]);
  });

  it("takes a document for the group or array that it describes, on servers too", async () => {
    const directory = await temporaryDirectory();
    const a = join(directory, "a.zarr");
    const tiff = await writeTinyTiff(directory, "a.tif");
    for (const [target, ...options] of [["a.zarr"], ["b.zarr", "--zarr-version", "2"], ["a.n5"]] as const) {
      expect((await runCommand("convert", tiff, join(directory, target), ...options)).exitCode).toBe(0);
    }
    for (const path of ["a.zarr/zarr.json", "b.zarr/.zattrs", "b.zarr/.zgroup", "b.zarr/0/.zarray"]) {
      expect((await openSource(join(directory, path))).location).toBe(join(directory, dirname(path)));
    }
    const array = await openSource(join(directory, "a.n5/s0/attributes.json"));
    expect([array.format, array.root?.kind]).toEqual(["N5", "array"]);
    const document = new Uint8Array(await readFile(join(a, "zarr.json")));
    const server = await faultServer(new Map([["a.zarr/zarr.json", document]]));
    onTestFinished(() => server.close());
    const source = await openSource(`${server.url}/a.zarr/zarr.json?key=1`);
    expect(source.location).toBe(`${server.url}/a.zarr?key=1`);
  });

  it("names the array, the hierarchy or the file around what is no source by itself", async () => {
    const directory = await temporaryDirectory();
    const tiff = await writeTinyTiff(directory, "a.tif");
    const zarr = join(directory, "a.zarr");
    await runCommand("convert", tiff, zarr, "--chunk", "8,8");
    const around = `open '${zarr}/0' around it, or the whole hierarchy '${zarr}'`;
    for (const [path, message] of [
      ["a.zarr/0/c/1/0", `it is no image file; ${around}`],
      ["a.zarr/0/c/1", `the directory is neither Zarr nor N5; ${around}`],
      ["a.zarr/0/c/1/100", `there is no such file or directory; ${around}`],
      ["a.zarr/1", `there is no such file or directory; open '${zarr}' around it`],
      [
        "a.tif/entry/data",
        `there is no such file or directory; '${tiff}' is a file, and what is in it is named by --image 'entry/data'`,
      ],
    ] as const) {
      const text = join(directory, path);
      await expect(openSource(text)).rejects.toMatchObject({ message: `Cannot open ${text}: ${message}` });
    }
  });

  it("names one of the images in a folder that is no source by itself", async () => {
    const directory = await temporaryDirectory();
    for (const name of ["a.ome.zarr", "b.n5", "notes"]) await mkdir(join(directory, name));
    await expect(openSource(directory)).rejects.toMatchObject({
      message: `Cannot open ${directory}: the directory is neither Zarr nor N5; open one of the 2 images in it, such as '${directory}/a.ome.zarr'`,
    });
  });

  it("takes an array of N5 for one, though a document for readers of Zarr stands beside its own", async () => {
    const directory = await temporaryDirectory();
    const dataset = {
      dimensions: [4, 2],
      blockSize: [4, 2],
      dataType: "uint8",
      compression: { type: "raw" },
    };
    await writeFile(join(directory, "attributes.json"), JSON.stringify(dataset));
    const codecs = [{ name: "transpose", configuration: { order: [1, 0] } }, { name: "bytes" }];
    const document = {
      zarr_format: 3,
      node_type: "array",
      shape: [4, 2],
      data_type: "uint8",
      chunk_grid: { name: "regular", configuration: { chunk_shape: [4, 2] } },
      chunk_key_encoding: { name: "v2", configuration: { separator: "/" } },
      fill_value: 0,
      codecs: [{ name: "n5_default", configuration: { codecs } }],
    };
    await writeFile(join(directory, "zarr.json"), JSON.stringify(document));
    const source = await openSource(directory);
    expect([source.format, source.root?.kind === "array" && source.root.info.shape]).toEqual(["N5", [2, 4]]);
    await rm(join(directory, "attributes.json"));
    expect((await openSource(directory)).format).toBe("Zarr v3");
  });

  it("rejects damaged Zarr metadata", async () => {
    const path = await temporaryDirectory();
    await writeFile(join(path, "zarr.json"), '{"zarr_format": 3');
    await expect(openSource(path)).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("opens a hierarchy over HTTP, whatever its name", async () => {
    const group = Buffer.from('{"zarr_format":3,"node_type":"group","attributes":{}}');
    const entries = ["a.zarr", "plain"].map((name) => [`${name}/zarr.json`, new Uint8Array(group)] as const);
    const attributes = new Uint8Array(Buffer.from('{"n5":"4.0.0"}'));
    const server = await faultServer(new Map([...entries, ["b.n5/attributes.json", attributes]]));
    onTestFinished(() => server.close());
    expect((await openSource(`${server.url}/a.zarr`)).format).toBe("Zarr v3");
    expect((await openSource(`${server.url}/plain`)).format).toBe("Zarr v3");
    expect((await openSource(`${server.url}/b.n5`)).format).toBe("N5");
  });

  it("opens a TIFF file over HTTP, and says when the server has none", async () => {
    const server = await faultServer(new Map([["a.tif", new Uint8Array(tinyTiff())]]));
    onTestFinished(() => server.close());
    const source = await openSource(`${server.url}/a.tif`);
    expect(source.format).toBe("TIFF");
    const collection = await source.images();
    expect(collection?.images[0]?.name).toBe("a");
    await source.close();
    await expect(openSource(`${server.url}/b.tif`)).rejects.toMatchObject({
      code: "not-found",
      message: `Cannot open ${server.url}/b.tif: the server has no such file`,
    });
  });

  it("says when a server has a page of HTML for everything", async () => {
    const page = new TextEncoder().encode("<!doctype html><title>An app</title>");
    const names = ["a.tif", "a.tif/zarr.json", "a.tif/.zarray", "a.tif/.zgroup", "a.tif/attributes.json"];
    const server = await faultServer(new Map(names.map((name) => [name, page])));
    onTestFinished(() => server.close());
    await expect(openSource(`${server.url}/a.tif`)).rejects.toMatchObject({
      code: "unsupported",
      message: `Cannot open ${server.url}/a.tif: it is a page of HTML`,
    });
  });
});
