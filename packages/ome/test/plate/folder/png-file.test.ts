import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createCoder } from "@chunkwright/codecs";
import { memoryStore } from "@chunkwright/stores/memory";
import { openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { readPlateFolder } from "../../../src/index.ts";
import { openPngFile } from "../../../src/plate/folder/png-file.ts";
import { FIXTURES, open, storeOf } from "./plate-fixtures.ts";

const FILE = "my plate_B02_T0001F001L01A01Z01C01.png";
const png = new Uint8Array(readFileSync(resolve(FIXTURES, "cellvoyager-png", FILE)));

function openWith(change: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>) {
  const store = memoryStore();
  store.set("a.png", change(png.slice()));
  return openPngFile("a.png", { store, coder: createCoder() });
}

function withByte(at: number, value: number) {
  return openWith((bytes) => bytes.map((byte, i) => (i === at ? value : byte)) as Uint8Array<ArrayBuffer>);
}

describe("openPngFile()", () => {
  it("is one chunk: the file as it is", async () => {
    const { images } = await open("cellvoyager-png");
    const encoded = await images[0]?.levels[0].source.readEncodedChunk([0, 0, 0]);
    expect(encoded).toMatchObject({ bytes: png, codecs: [{ name: "tiff.png" }], dataType: "uint16" });
  });

  it("refuses colours, palettes and few bits, by name", async () => {
    await expect(withByte(25, 2)).rejects.toMatchObject({ code: "unsupported" });
    await expect(withByte(25, 3)).rejects.toMatchObject({ code: "unsupported" });
    await expect(withByte(24, 1)).rejects.toMatchObject({
      code: "unsupported",
      message: "Cannot read a.png: PNG of colour type 0 and 1 bits",
    });
  });

  it("rejects other files, and pictures without pixels", async () => {
    await expect(withByte(0, 0)).rejects.toMatchObject({ code: "invalid-data" });
    await expect(withByte(19, 0)).rejects.toMatchObject({ code: "invalid-data" });
    await expect(openWith((bytes) => bytes.slice(0, 20) as Uint8Array<ArrayBuffer>)).rejects.toMatchObject({
      code: "invalid-data",
    });
    const absent = openPngFile("b.png", { store: memoryStore(), coder: createCoder() });
    await expect(absent).rejects.toMatchObject({ code: "not-found" });
  });

  it("rejects a file that is cut off when its pixels are read", async () => {
    const { image } = await openWith((bytes) => bytes.slice(0, 60) as Uint8Array<ArrayBuffer>);
    await expect(image.levels[0].source.readChunk([0, 0])).rejects.toMatchObject({ code: "codec" });
  });

  it("needs a coder", async () => {
    const read = readPlateFolder("MeasurementData.mlf", { store: storeOf("cellvoyager-png"), openTiff });
    await expect(read).rejects.toMatchObject({
      code: "unsupported",
      context: { feature: "PNG files without a coder" },
    });
  });
});
