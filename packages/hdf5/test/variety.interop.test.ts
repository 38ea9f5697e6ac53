/** Files of every kind that h5py writes, in every version of the format, read as h5py reads them. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileOfBytes, isNumeric } from "@chunkwright/core";
import type { ExpectedArray } from "@chunkwright/testkit";
import { python } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { openHdf5 } from "../src/index.ts";
import { digest } from "./digest.ts";

test("every kind of dataset reads as in h5py", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chunkwright-hdf5-"));
  try {
    await python(join(import.meta.dirname, "fixtures", "generate.py"), folder);
    let count = 0;
    for (const name of (await readdir(folder)).filter((file) => file.endsWith(".h5"))) {
      const bytes = new Uint8Array(await readFile(join(folder, name)));
      const file = await openHdf5(fileOfBytes(bytes), { openSibling: async () => undefined });
      const read: ExpectedArray[] = [];
      for await (const array of file.arrays()) {
        if ("error" in array) throw array.error;
        const { dataType, shape, logicalType } = array.source.info;
        if (!isNumeric(dataType) || logicalType || array.path === "/null") continue;
        read.push({ array: array.path, dataType, shape, sha256: await digest(array.source) });
      }
      const answers = JSON.parse(
        await readFile(join(folder, name.replace(".h5", ".json")), "utf8"),
      ) as unknown;
      expect(read, name).toEqual(answers);
      count += read.length;
    }
    expect(count).toBeGreaterThan(400);
  } finally {
    await rm(folder, { recursive: true });
  }
});
