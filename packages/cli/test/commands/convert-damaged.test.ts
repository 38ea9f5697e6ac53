/** Sources of which a part cannot be read: a TIFF file whose chain of pages breaks, a hierarchy with an odd array. */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { tinyTiff } from "../tiny-tiff.ts";

let source: string;
let target: string;
beforeEach(async () => {
  const directory = await temporaryDirectory();
  source = join(directory, "broken.tif");
  target = join(directory, "whole.ome.zarr");
  const bytes = tinyTiff();
  bytes.writeUInt32LE(0x7fffffff, bytes.length - 4);
  await writeFile(source, bytes);
});

const FACT = /^Cannot walk the IFDs: IFD 0 at \d+ leads to 2147483647, outside the file of \d+ bytes$/;

describe("a file of which a part can be read", () => {
  it("is converted so far, with a warning and an exit code of its own", async () => {
    const { exitCode, out, err } = await runCommand("convert", source, target, "--json");
    expect(exitCode).toBe(3);
    expect(err).toMatch(/^warning: ifd\/1 is left out: Cannot walk the IFDs/);
    const { arrays, unread } = JSON.parse(out);
    expect(arrays).toHaveLength(1);
    expect(unread).toEqual([
      { path: "ifd/1", error: { code: "invalid-data", message: expect.stringMatching(FACT) } },
    ]);
    expect((await runCommand("convert", source, target, "--overwrite", "--dry-run")).exitCode).toBe(3);
  });

  it("is told by info with its images", async () => {
    const { exitCode, out } = await runCommand("info", source, "--json");
    expect(exitCode).toBe(1);
    const { images, arrays, warnings } = JSON.parse(out);
    expect([images.length, arrays.length, warnings.length]).toEqual([1, 2, 1]);
  });

  it("has no copy that verify calls equal", async () => {
    await runCommand("convert", source, target);
    const { exitCode, out } = await runCommand("verify", source, target);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^ifd\/1: page: unread \(Cannot walk the IFDs.*\) in A, not compared in B\n$/);
  });
});

describe("a hierarchy of which a part can be read", () => {
  beforeEach(async () => {
    source = join(await temporaryDirectory(), "a.zarr");
    target = `${source}.h5`;
    await mkdir(join(source, "good"), { recursive: true });
    await mkdir(join(source, "odd"));
    await writeFile(join(source, ".zgroup"), JSON.stringify({ zarr_format: 2 }));
    const plain = { zarr_format: 2, shape: [2], chunks: [2], dtype: "|u1", fill_value: 7, order: "C" };
    const array = { ...plain, compressor: null, filters: null };
    await writeFile(join(source, "good", ".zarray"), JSON.stringify(array));
    const pickled = { ...array, dtype: "|O", filters: [{ id: "pickle" }] };
    await writeFile(join(source, "odd", ".zarray"), JSON.stringify(pickled));
  });

  it("is converted so far, with a warning and an exit code of its own", async () => {
    const { exitCode, out, err } = await runCommand("convert", source, target, "--json");
    expect(exitCode).toBe(3);
    expect(err).toBe("warning: odd is left out: Cannot read odd/.zarray: pickled objects is not supported\n");
    expect(JSON.parse(out)).toMatchObject({
      arrays: [{ path: "good" }],
      unread: [{ path: "odd", error: { code: "unsupported" } }],
    });
  });

  it("has no copy that verify calls equal", async () => {
    await runCommand("convert", source, target);
    const { exitCode, out } = await runCommand("verify", source, target);
    expect(exitCode).toBe(1);
    expect(out).toBe(
      "node odd: what is there: unread (Cannot read odd/.zarray: pickled objects is not supported) in A, nothing in B\n",
    );
  });

  it("is not upgraded", async () => {
    const { exitCode, err } = await runCommand("upgrade", source, "--to", "0.5");
    expect(exitCode).toBe(1);
    expect(err).toContain("pickled objects");
  });
});
