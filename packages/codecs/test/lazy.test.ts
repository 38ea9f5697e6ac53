import { fileURLToPath } from "node:url";
import * as codecs from "@chunkwright/codecs";
import * as lazy from "@chunkwright/codecs/lazy";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

test("the lazy entry exports these names, which are those of the package", () => {
  expect(Object.keys(lazy).sort()).toMatchInlineSnapshot(`
    [
      "compiledWasm",
      "createCoder",
      "inThreadCoder",
      "lookup3",
      "provideWasm",
      "provideWasmFrom",
    ]
  `);
  expect({ ...codecs }).toMatchObject({ ...lazy });
});

test("the table is in no file that the lazy entry needs at once", async () => {
  const bundle = await rolldown({
    input: fileURLToPath(new URL("../src/lazy.ts", import.meta.url)),
    external: (id, _importer, isResolved) => !isResolved && /^[^./#]/.test(id),
    resolve: { conditionNames: ["@chunkwright/source", "node"] },
  });
  const { output } = await bundle.generate();
  const chunks = new Map(
    output.filter((file) => file.type === "chunk").map((chunk) => [chunk.fileName, chunk]),
  );
  const modulesOf = (names: Iterable<string>) =>
    [...names].flatMap((name) => chunks.get(name)?.moduleIds ?? []).map((id) => id.replace(/.*\/src\//, ""));
  const needed = new Set(["lazy.js"]);
  for (const name of needed) for (const other of chunks.get(name)?.imports ?? []) needed.add(other);

  expect(modulesOf(needed)).toContain("coder.ts");
  expect(modulesOf(needed)).not.toContain("codec-table.ts");
  expect(modulesOf(needed)).not.toContain("blosc/blosc.ts");
  expect(modulesOf(chunks.keys())).toContain("codec-table.ts");
});
