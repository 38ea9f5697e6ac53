import { fileURLToPath } from "node:url";
import * as codecs from "@chunkwright/codecs";
import * as lazy from "@chunkwright/codecs/lazy";
import { rolldown } from "rolldown";
import { describe, expect, it, test } from "vitest";

test("the lazy entry exports these names: those of the package, and two for what needs a table", () => {
  expect(Object.keys(lazy).sort()).toMatchInlineSnapshot(`
    [
      "checkCodecs",
      "compiledWasm",
      "createCoder",
      "inThreadCoder",
      "lookup3",
      "provideWasm",
      "provideWasmFrom",
      "withCodecTable",
    ]
  `);
  const { checkCodecs: _, withCodecTable: __, ...others } = lazy;
  expect({ ...codecs }).toMatchObject(others);
});

/** The modules of source files that are loaded with `entry`, imports at any depth included; and those of all files. */
async function modulesBehind(entry: string) {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(`../src/${entry}`, import.meta.url)),
    checks: { ineffectiveDynamicImport: false },
    external: (id, _importer, isResolved) => !isResolved && /^[^./#]/.test(id),
    resolve: { conditionNames: ["@chunkwright/source", "node"] },
  });
  const { output } = await bundle.generate();
  const chunks = new Map(
    output.filter((file) => file.type === "chunk").map((chunk) => [chunk.fileName, chunk]),
  );
  const modulesOf = (names: Iterable<string>) =>
    [...names].flatMap((name) => chunks.get(name)?.moduleIds ?? []).map((id) => id.replace(/.*\/src\//, ""));
  const needed = new Set([entry.replace(/\.ts$/, ".js")]);
  for (const name of needed) for (const other of chunks.get(name)?.imports ?? []) needed.add(other);
  return { needed: modulesOf(needed), all: modulesOf(chunks.keys()) };
}

test("the table is in no file that the lazy entry needs at once", async () => {
  const { needed, all } = await modulesBehind("lazy.ts");
  expect(needed).toContain("coder.ts");
  expect(needed).not.toContain("codec-table.ts");
  expect(needed).not.toContain("common-codecs.ts");
  expect(needed).not.toContain("blosc/blosc.ts");
  expect(all).toContain("codec-table.ts");
});

test("the common codecs are loaded without the others", async () => {
  const { needed } = await modulesBehind("common-codecs.ts");
  expect(needed).toContain("zstd/zstd.ts");
  expect(needed).not.toContain("codec-table.ts");
  expect(needed).not.toContain("jpeg/jpeg.ts");
});

describe("withCodecTable()", () => {
  it("uses the common codecs, and the whole table only for others", async () => {
    const sizes: boolean[] = [];
    const find = (name: string) =>
      lazy.withCodecTable((table) => {
        sizes.push(table.has(name));
        return table.get(name);
      });
    expect(await find("zstd")).toBe(codecs.codecTable.get("zstd"));
    expect(sizes).toEqual([true]);
    expect(await find("tiff.jpeg")).toBe(codecs.codecTable.get("tiff.jpeg"));
    expect(sizes).toEqual([true, false, true]);
    expect(await find("mine")).toBeUndefined();
  });

  it("throws what its function throws about common codecs, and asks again about others", async () => {
    const refuse = (name: string) =>
      lazy.withCodecTable((table) => {
        throw new Error(`${name}: ${table.has(name)}`);
      });
    await expect(refuse("bytes")).rejects.toThrow("bytes: true");
    await expect(refuse("tiff.jpeg")).rejects.toThrow("tiff.jpeg: true");
  });

  it("passes on a table that is given", async () => {
    const table = new Map();
    expect(await lazy.withCodecTable((given) => given, table)).toBe(table);
  });
});

test("codecs that replace common ones are used at once", async () => {
  const gzip = codecs.codecTable.get("gzip")!;
  const mine: codecs.Codec = { ...gzip };
  codecs.registerCodec("gzip", mine);
  expect(await lazy.withCodecTable((table) => table.get("gzip"))).toBe(mine);
  codecs.registerCodec("gzip", gzip);
});
