import { type ByteSource, type Bytes, fileOfBytes } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { openTiff, type TiffFile } from "../src/index.ts";
import { fixture } from "./fixtures.ts";
import { imageFields, LONG, tiffBytes } from "./tiff-bytes.ts";

const open = (bytes: Bytes, options = {}): Promise<TiffFile> => openTiff(fileOfBytes(bytes), options);

/** A file that counts how often it is read. */
function counted(bytes: Bytes): { readonly file: ByteSource; reads: number } {
  const inner = fileOfBytes(bytes);
  const counter = {
    reads: 0,
    file: {
      size: inner.size,
      read(offset: number, length: number) {
        counter.reads += 1;
        return inner.read(offset, length);
      },
    },
  };
  return counter;
}

/** Paths of the arrays, with the code of the error where there is one. */
async function outcomes(file: TiffFile): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const array of file.arrays()) {
    found.push("error" in array ? `${array.path} ${array.error.code}` : array.path);
  }
  return found;
}

const pixels = [1, 2, 3, 4, 5, 6];

describe("openTiff()", () => {
  test("tells byte order and BigTIFF", async () => {
    expect(await open(fixture("tiles-big-be"))).toMatchObject({ endian: "big", isBigTiff: true });
    expect(await open(fixture("tiles-classic-le"))).toMatchObject({ endian: "little", isBigTiff: false });
  });

  test.each([
    ["an empty file", [], "it has 0 bytes"],
    ["another signature", [0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0], 'it starts with 0x8950, not "II" or "MM"'],
    ["another version", [0x49, 0x49, 44, 0, 8, 0, 0, 0], "its version is 44, not 42 or 43"],
    ["no IFD", [0x4d, 0x4d, 0, 42, 0, 0, 0, 0], "it has no IFD"],
    ["BigTIFF with offsets of 4 bytes", [0x49, 0x49, 43, 0, 4, ...new Array(11).fill(0)], "not 8"],
  ])("rejects %s", async (_, bytes, message) => {
    await expect(open(new Uint8Array(bytes))).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining(message),
      context: { format: "tiff", section: "TIFF 6.0 §2" },
    });
  });

  test("walks 1,000 IFDs in one read per block, and to the first in one", async () => {
    const ifds = Array.from({ length: 1000 }, () => imageFields(3, 2));
    const bytes = tiffBytes({ data: pixels, ifds });
    const counter = counted(bytes);
    const file = await openTiff(counter.file);
    expect((await file.ifd(0)).width).toBe(3);
    expect(counter.reads).toBe(1);
    expect(await file.ifdCount()).toBe(1000);
    for await (const ifd of file.ifds()) expect(ifd.height).toBe(2);
    expect(counter.reads).toBe(Math.ceil(bytes.byteLength / 65536));
  });

  test("walks from several calls at once", async () => {
    const file = await open(
      tiffBytes({ data: pixels, ifds: [1, 2, 3].map((width) => imageFields(width, 1)) }),
    );
    const ifds = await Promise.all([file.ifd(2), file.ifd(1), file.ifd(0)]);
    expect(ifds.map(({ width }) => width)).toEqual([3, 2, 1]);
    expect(await Promise.all([file.ifdCount(), file.ifdCount()])).toEqual([3, 3]);
  });

  test("rejects IFDs that are not there", async () => {
    const file = await open(fixture("pages-le"));
    await expect(file.ifd(4)).rejects.toMatchObject({ code: "not-found", context: { path: "ifd/4" } });
    await expect(file.ifd(-1)).rejects.toThrow(RangeError);
    await expect(file.ifd(0.5)).rejects.toThrow(RangeError);
  });

  test("rejects a chain that leads back, and still opens its IFDs", async () => {
    const file = await open(
      tiffBytes({ data: pixels, ifds: [imageFields(3, 2), imageFields(2, 3)], lastNext: 14 }),
    );
    expect((await file.ifd(1)).width).toBe(2);
    await expect(file.ifdCount()).rejects.toThrow("Cannot walk the IFDs: IFD 1 at 116 leads back to 14");
    expect(await outcomes(file)).toEqual(["ifd/0", "ifd/1", "ifd/2 invalid-data"]);
  });

  test("rejects a chain that leaves the file", async () => {
    const file = await open(tiffBytes({ data: pixels, ifds: [imageFields(3, 2)], lastNext: 99999 }));
    await expect(file.ifdCount()).rejects.toMatchObject({
      code: "invalid-data",
      context: { format: "tiff", offset: 14, section: "TIFF 6.0 §2" },
    });
  });

  test("refuses more IFDs than maxIfds", async () => {
    const bytes = tiffBytes({ data: pixels, ifds: [1, 2, 3].map((width) => imageFields(width, 1)) });
    await expect((await open(bytes, { maxIfds: 2 })).ifdCount()).rejects.toThrow("there are more than 2");
    expect(await (await open(bytes, { maxIfds: 3 })).ifdCount()).toBe(3);
  });

  test("rejects with the reason of an abort", async () => {
    const signal = AbortSignal.abort("enough");
    await expect(openTiff(fileOfBytes(fixture("pages-le")), { signal })).rejects.toBe("enough");
    const file = await open(fixture("pages-le"));
    await expect(file.ifdCount({ signal })).rejects.toBe("enough");
    expect(await file.ifdCount()).toBe(4);
  });
});

describe("arrays()", () => {
  test("isolates what is wrong with one IFD", async () => {
    const bad = imageFields(3, 2, [[259, 3, [60_000]]]);
    const worse = imageFields(3, 2, [[258, 3, { count: 100, offset: 4_000_000_000 }]]);
    const file = await open(
      tiffBytes({ data: pixels, ifds: [imageFields(3, 2), bad, worse, imageFields(2, 3)] }),
    );
    expect(await outcomes(file)).toEqual(["ifd/0", "ifd/1 unsupported", "ifd/2 invalid-data", "ifd/3"]);
  });

  test("tells once of an IFD that cannot be read", async () => {
    const bytes = tiffBytes({ data: pixels, ifds: [imageFields(3, 2), imageFields(3, 2)] });
    expect(await outcomes(await open(bytes.slice(0, -20)))).toEqual(["ifd/0", "ifd/1 invalid-data"]);
    expect(await outcomes(await open(bytes.slice(0, -2)))).toEqual(["ifd/0", "ifd/1", "ifd/2 invalid-data"]);
  });

  test("isolates what is wrong with one SubIFD", async () => {
    // SubIFDs: the second IFD, and one outside the file.
    const second = 14 + 6 + 12 * 9 + 8;
    const first = imageFields(3, 2, [[330, LONG, [second, 70_000]]]);
    const file = await open(tiffBytes({ data: pixels, ifds: [first, imageFields(2, 3)] }));
    expect(await outcomes(file)).toEqual(["ifd/0", "ifd/0/sub/0", "ifd/0/sub/1 invalid-data", "ifd/1"]);
  });

  test("ends after maxIfds images, however many lists share their SubIFDs", async () => {
    const first = imageFields(3, 2, [[330, LONG, [8, 8, 8]]]);
    const bytes = tiffBytes({ data: new Array(8).fill(0), ifds: [first, imageFields(3, 2)] });
    const file = await open(bytes, { maxIfds: 3 });
    expect(await outcomes(file)).toEqual(["ifd/0", "ifd/0/sub invalid-data"]);
  });

  test("ends where there are more SubIFDs than the file has room for", async () => {
    const fields = imageFields(3, 2, [[330, LONG, { count: 20, offset: 8 }]]);
    const file = await open(tiffBytes({ data: new Array(80).fill(0), ifds: [fields, fields, fields] }));
    expect(await outcomes(file)).toEqual(["ifd/0", "ifd/0/sub invalid-data"]);
  });
});
