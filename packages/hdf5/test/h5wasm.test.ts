import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ChunkSource, readRegion, StorageError } from "@chunkwright/core";
import h5wasm from "h5wasm/node";
import { describe, expect, test } from "vitest";
import { openH5wasm, withFallback } from "../src/h5wasm/index.ts";
import { digest } from "./digest.ts";
import { dataset, expectedArrays } from "./fixtures.ts";

const FOLDER = join(import.meta.dirname, "fixtures");

test.each(["numbers-v110", "chunk-indexes-v18", "layouts-v110"])(
  "%s reads through h5wasm as through h5py",
  async (name) => {
    const file = await openH5wasm(h5wasm, join(FOLDER, `${name}.h5`));
    let count = 0;
    for (const { array, dataType, shape, sha256 } of expectedArrays(name)) {
      const source = file.open(array.slice(1));
      // Booleans, enumerations, complex numbers, half floats and arrays are no numbers to it.
      if (!source || source.info.dataType !== dataType || shape.length === 0) continue;
      expect(source.info.shape, array).toEqual(shape);
      expect(await digest(source), array).toBe(sha256);
      count += 1;
    }
    expect(count).toBeGreaterThan(2);
    file.close();
  },
);

test("what h5wasm cannot open is refused", async () => {
  const path = join(FOLDER, "generate.py");
  expect((await readFile(path)).byteLength).toBeGreaterThan(0);
  await expect(openH5wasm(h5wasm, path)).rejects.toMatchObject({ code: "unsupported" });
});

describe("withFallback()", () => {
  const refusal = new StorageError("unsupported", "Cannot read it", { format: "hdf5", feature: "it" });

  async function refusing(): Promise<ChunkSource> {
    const { info } = await dataset("chunk-indexes-v18", "/fixed_gzip");
    const refuse = () => Promise.reject(refusal);
    return { kind: "array", info, readChunk: refuse, readEncodedChunk: refuse };
  }

  test("reads chunks that are refused elsewhere", async () => {
    const file = await openH5wasm(h5wasm, join(FOLDER, "chunk-indexes-v18.h5"));
    const source = withFallback(await refusing(), async () => file.open("fixed_gzip"));
    const expected = expectedArrays("chunk-indexes-v18").find(({ array }) => array === "/fixed_gzip");
    expect(await digest(source)).toBe(expected?.sha256);
    file.close();
  });

  test("leaves the refusal where there is no such array", async () => {
    const region = { start: [0, 0], shape: [1, 1] };
    const file = await openH5wasm(h5wasm, join(FOLDER, "chunk-indexes-v18.h5"));
    for (const other of [undefined, file.open("single"), await refusing()]) {
      const source = withFallback(await refusing(), async () => other);
      await expect(readRegion(source, region)).rejects.toBe(refusal);
    }
    const failing = withFallback(await refusing(), () => Promise.reject(new Error("not installed")));
    await expect(failing.readChunk([0, 0])).rejects.toBe(refusal);
    file.close();
  });
});
