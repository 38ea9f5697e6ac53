import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOf } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { python, writeSample } from "@chunkwright/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createN5 } from "../src/index.ts";
import { arrayInfo, COMPRESSORS, DATA_TYPES } from "./sample.ts";

/** tensorstore has no LZ4, and z5 has one of its own. */
const COMPRESSIONS = Object.keys(COMPRESSORS).filter((name) => name !== "lz4");

type Digests = Readonly<Record<"tensorstore" | "z5", Readonly<Record<string, string>>>>;

describe("createN5()", () => {
  let root = "";
  const written = new Map<string, string>();
  let read: Digests = { tensorstore: {}, z5: {} };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "chunkwright-n5-"));
    const sink = await createN5(fsStore(root));
    for (const name of COMPRESSIONS) {
      for (const dataType of DATA_TYPES) {
        const path = `${name}/${dataType}`;
        const array = await sink.createArray(
          path,
          arrayInfo(dataType, COMPRESSORS[name], { dimensionNames: ["y", "x"] }),
        );
        const { data } = await writeSample(array);
        await array.close();
        written.set(path, createHash("sha256").update(bytesOf(data)).digest("hex"));
      }
    }
    await sink.close();
    const script = new URL("python/digests.py", import.meta.url).pathname;
    read = JSON.parse(await python(script, root, JSON.stringify([...written.keys()]))) as Digests;
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(["tensorstore", "z5"] as const)("writes what %s reads", (reader) => {
    const digests = Object.entries(read[reader]);
    expect(digests).toHaveLength(COMPRESSIONS.length * DATA_TYPES.length);
    expect(digests.filter(([path, digest]) => digest !== written.get(path))).toEqual([]);
  });
});
