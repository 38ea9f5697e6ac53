/** What createHdf5() writes, read by h5py, h5dump and h5wasm, and changed in place by h5py. */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bytesOf, type Chunk, fileOfBytes, readRegion } from "@chunkwright/core";
import { createFsFile } from "@chunkwright/stores/fs";
import { python } from "@chunkwright/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { charactersAttribute, createHdf5, openHdf5 } from "../../src/index.ts";
import { arrayInfo, BIG, DATA_TYPES, LITTLE, PIPELINES, writeSample } from "./sample.ts";
import { h5wasmDigests } from "./second-opinion.ts";

/** Those that come with libhdf5, and with h5py. */
const FILTERS = ["none", "deflate", "shuffle", "fletcher32", "lzf"] as const;

describe.each([
  ["metadata at the end", 0],
  ["metadata at the front", 4 * 2 ** 20],
  ["chunks beyond 4 GiB", 5 * 2 ** 30],
])("createHdf5(), %s", (_, reservedBytes) => {
  const digests: Record<string, string> = {};
  let folder = "";
  let path = "";
  let read: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "chunkwright-hdf5-"));
    path = join(folder, "written.h5");
    const sink = createHdf5(await createFsFile(path), { reservedBytes });
    for (const dataType of DATA_TYPES) {
      for (const filters of FILTERS) {
        const endian = filters === "shuffle" ? BIG : LITTLE;
        const codecs = [endian, ...PIPELINES[filters]!];
        const info = arrayInfo(dataType, { codecs, dimensionNames: ["y", "x"] });
        const array = await sink.createArray(`${dataType}/${filters}`, info);
        digests[`${dataType}/${filters}`] = digest(await writeSample(array));
      }
    }
    for (const layout of ["compact", "contiguous", "chunked"] as const) {
      const info = arrayInfo("uint16", { chunkShape: [11, 13] });
      digests[layout] = digest(await writeSample(await sink.createArray(layout, info, { layout })));
    }
    const texts = arrayInfo("string", { codecs: [{ name: "vlen-utf8" }] });
    digests.texts = digest(await writeSample(await sink.createArray("texts", texts)));
    const bytes = arrayInfo("bytes", { codecs: [{ name: "vlen-bytes" }] });
    digests.bytes = digest(await writeSample(await sink.createArray("bytes", bytes)));
    const many = arrayInfo("uint8", { shape: [60, 70, 5], chunkShape: [1, 4, 5], codecs: [LITTLE] });
    digests.many = digest(await writeSample(await sink.createArray("many", many)));
    const absent = arrayInfo("int32", { fillValue: 3, attributes: { unit: "m" }, shape: [2, 3] });
    await (await sink.createArray("absent", { ...absent, chunkShape: [1, 2] })).close();
    for (let n = 0; n < 500; n += 1) await sink.createGroup(`groups/${n}`, { n, list: [n], flag: true });
    await sink.createGroup("", { json: { a: [1] }, long: "x".repeat(100_000), null: null });
    sink.setAttribute("", "version", charactersAttribute("5.5.0"));
    await sink.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.skipIf(reservedBytes > 2 ** 30)("writes what h5wasm reads", async () => {
    const found = await h5wasmDigests(new Uint8Array(await readFile(path)), /lzf|float16/);
    const numbers = Object.keys(found);
    expect(numbers.length).toBeGreaterThan(50);
    for (const name of numbers.filter((key) => digests[key] && /^u?int/.test(key) && !/shuffle/.test(key))) {
      expect(found[name], name).toBe(digests[name]);
    }
  });

  it("writes what h5dump reads", async ({ skip }) => {
    const run = promisify(execFile);
    const isThere = await run("h5dump", ["--version"]).then(
      () => true,
      () => false,
    );
    if (!isThere) skip("h5dump is not installed");
    const { stderr } = await run("h5dump", [path], { maxBuffer: 2 ** 28 }).catch((error: unknown) => {
      // LZF is h5py's alone.
      return { stderr: String(error) };
    });
    expect(stderr.replaceAll(/.*lzf.*\n/g, "")).not.toMatch(/unable to (open|get)/);
  });

  it("writes what h5py reads and may change", async () => {
    read = JSON.parse(await python(join(import.meta.dirname, "python", "check.py"), path)) as typeof read;
    const { absent, ...others } = read;
    expect(absent).toBe(
      createHash("sha256")
        .update(bytesOf(new Int32Array(6).fill(3)))
        .digest("hex"),
    );
    expect(others).toEqual(digests);
    if (reservedBytes > 2 ** 30) return;
    const { root } = await openHdf5(fileOfBytes(new Uint8Array(await readFile(path))));
    expect(root.attributes).toMatchObject({ added: "by h5py", json: { a: [1] } });
    const groups = await root.open("groups");
    const names: string[] = [];
    if (groups?.kind === "group") for await (const name of groups.list()) names.push(name);
    expect(names).toHaveLength(599);
    const changed = await root.open("absent");
    if (changed?.kind !== "array") throw new Error("absent is not there");
    const { data } = await readRegion(changed, { start: [0, 0], shape: [2, 3] });
    expect([...(data as Int32Array)]).toEqual(new Array(6).fill(5));
    expect(changed.info.attributes).toEqual({ unit: "changed" });
  });
});

it("createHdf5() writes what the plugins of h5py read, both byte orders", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chunkwright-hdf5-"));
  try {
    const path = join(folder, "plugins.h5");
    const sink = createHdf5(await createFsFile(path));
    const digests: Record<string, string> = {};
    for (const [filters, codecs] of Object.entries(PIPELINES)) {
      for (const dataType of DATA_TYPES) {
        for (const endian of [LITTLE, BIG]) {
          const name = `${filters}/${dataType}/${endian.configuration?.endian}`;
          const array = await sink.createArray(name, arrayInfo(dataType, { codecs: [endian, ...codecs] }));
          digests[name] = digest(await writeSample(array));
        }
      }
    }
    await sink.close();
    const script = join(import.meta.dirname, "python", "digests.py");
    expect(JSON.parse(await python(script, path))).toEqual(digests);
  } finally {
    await rm(folder, { recursive: true });
  }
});

function digest({ data }: Chunk): string {
  const hash = createHash("sha256");
  if (!Array.isArray(data)) return hash.update(bytesOf(data)).digest("hex");
  const text = data.map((value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
  );
  return hash.update(text.join("\n")).digest("hex");
}
