/** What h5py wrote as BigDataViewer's exporters do. */

import { join } from "node:path";
import { python } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { digestOf } from "../../src/compare/digest-of.ts";
import { openSource } from "../../src/open-source.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const SCRIPT = join(import.meta.dirname, "../interop/make_bdv.py");

it("follows links to partitions, and reads scale-offset and deflate, and missing views as nothing", async () => {
  const directory = await temporaryDirectory();
  const sha256 = (await python(SCRIPT, directory)).trim();
  const source = await openSource(join(directory, "views.xml"));
  try {
    const [image, ...others] = (await source.images())?.images ?? [];
    expect(others).toHaveLength(0);
    const finest = image?.levels[0].source;
    expect(finest?.info).toMatchObject({ dataType: "uint16", shape: [2, 2, 5, 20, 24] });
    expect(await finest?.readChunk([1, 1, 0, 0, 0])).toBeUndefined();
    expect(finest && (await digestOf(finest))).toBe(sha256);
    expect(image?.channels.map(({ name }) => name)).toEqual(["c0", "c1"]);
  } finally {
    await source.close();
  }
});
