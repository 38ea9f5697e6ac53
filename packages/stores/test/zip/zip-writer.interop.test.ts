/** Archives that we write, read by Python's zipfile and by tensorstore. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { python, seededRandom } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { zipOf } from "./zip-of.ts";

const SCRIPT = join(import.meta.dirname, "../interop/zip_readers.py");

const VALUES = new Map([
  ["c/0/0", seededRandom(1).bytes(10_000)],
  ["ä ö/日本語 %2F?#&+.zarr/🔬", seededRandom(2).bytes(10)],
  ["empty", new Uint8Array(0)],
  ["a/zarr.json", new TextEncoder().encode("{}")],
  ["zarr.json", new TextEncoder().encode("{}")],
]);

const MANY = new Map(Array.from({ length: 70_000 }, (_, i) => [`c/${i}`, new Uint8Array(0)] as const));

test("zipfile and tensorstore read our archives, with ZIP64 and without", async () => {
  const folder = await mkdtemp(join(tmpdir(), "zip-"));
  try {
    const archives = [
      await zipOf(VALUES),
      await zipOf(VALUES, {
        alwaysZip64: true,
        reservedBytes: 1000,
        comment: '{"ome":{"version":"0.5"}}, µ',
      }),
      await zipOf(MANY),
    ];
    const paths = archives.map((_, i) => join(folder, `${i}.zip`));
    for (const [i, archive] of archives.entries()) await writeFile(paths[i]!, archive);
    const [plain, zip64, many] = JSON.parse(await python(SCRIPT, ...paths));
    const expected = Object.fromEntries(
      Array.from(VALUES, ([key, value]) => [key, Buffer.from(value).toString("hex")]),
    );
    expect(plain).toEqual({
      zipfile: expected,
      tensorstore: expected,
      comment: "",
      versions: [20],
      methods: [0],
    });
    expect(zip64).toMatchObject({
      zipfile: expected,
      tensorstore: expected,
      comment: '{"ome":{"version":"0.5"}}, µ',
      versions: [45],
    });
    expect(Object.keys(zip64.zipfile).slice(0, 2)).toEqual(["zarr.json", "a/zarr.json"]);
    expect(Object.keys(many.zipfile).length).toBe(70_000);
    expect(Object.keys(many.tensorstore).length).toBe(70_000);
  } finally {
    await rm(folder, { recursive: true });
  }
});
