import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { omeFixture } from "../fixtures.ts";
import { jsonLines, runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

async function converted(...options: readonly string[]): Promise<string> {
  const target = join(await temporaryDirectory(), "a.zarr");
  await runCommand("convert", omeFixture("ome-pyramid.tif"), target, ...options);
  return target;
}

async function written(name: string, document: unknown): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  await writeFile(path, JSON.stringify(document));
  return path;
}

describe("chunkwright validate", () => {
  it.each(["2", "3"])("finds what convert writes into Zarr v%s valid", async (version) => {
    const target = await converted("--zarr-version", version);
    const { exitCode, err } = await runCommand("validate", target);
    expect(exitCode).toBe(0);
    expect(err).toMatch(
      /a\.zarr: valid OME-NGFF 0\.[45] \(1 group, 3 arrays\), 0 MUSTs and \d SHOULDs? broken\n$/,
    );
  });

  it("prints a line for what is wrong, and exits with 1", async () => {
    const target = await converted();
    await writeFile(join(target, "1", "zarr.json"), "{}");
    const { exitCode, out, err } = await runCommand("validate", target);
    expect(exitCode).toBe(1);
    expect(out).toContain(
      '.: MUST: dataset 1 of multiscales[0] is absent (arrays/stored; "multiscales" metadata)\n',
    );
    expect(err).toContain("not valid OME-NGFF 0.5");
  });

  it("says the same with --json", async () => {
    const target = await converted();
    const { out, err } = await runCommand("validate", target, "--json");
    expect(err).toBe("");
    expect(jsonLines(out)).toEqual([
      expect.objectContaining({ source: target, version: "0.5", valid: true, groups: 1, arrays: 3 }),
    ]);
  });

  it("names a source that holds no OME-NGFF", async () => {
    const source = join(await temporaryDirectory(), "a.zarr");
    await mkdir(source);
    await writeFile(join(source, "zarr.json"), '{"zarr_format":3,"node_type":"group","attributes":{}}');
    expect(await runCommand("validate", source)).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/^chunkwright: Cannot validate .*a\.zarr: Cannot read OME-NGFF: /),
    });
  });

  it("takes what is merely recommended for wrong with --strict", async () => {
    const path = await written("a.json", { well: { images: [{ path: "0" }] } });
    expect((await runCommand("validate", path)).exitCode).toBe(0);
    const { exitCode, out } = await runCommand("validate", path, "--strict");
    expect(exitCode).toBe(1);
    expect(out).toBe('.: SHOULD: well has no version (well/recommended; "well" metadata)\n');
  });

  it("validates a lone document, attributes or zarr.json", async () => {
    const attributes = { ome: { version: "0.5", plate: {} } };
    for (const path of [
      await written(".zattrs", { plate: {} }),
      await written("zarr.json", { zarr_format: 3, node_type: "group", attributes }),
    ]) {
      const { exitCode, out, err } = await runCommand("validate", path);
      expect(exitCode).toBe(1);
      expect(out).toContain("plate.wells is absent");
      expect(err).toContain("attributes alone");
    }
  });

  it("validates a group in which nothing else is stored by its attributes", async () => {
    const directory = join(await temporaryDirectory(), "a.zarr");
    await mkdir(directory);
    await writeFile(join(directory, ".zgroup"), '{"zarr_format": 2}');
    await writeFile(
      join(directory, ".zattrs"),
      '{"multiscales": [{"version": "0.2", "datasets": [{"path": "0"}]}]}',
    );
    const { exitCode, err } = await runCommand("validate", directory);
    expect(exitCode).toBe(0);
    expect(err).toContain("valid OME-NGFF 0.2 (attributes alone, nothing is stored beside them)");
  });

  it("validates what references lead to, where they may", async () => {
    const target = await converted();
    const keys = ["zarr.json", "0/zarr.json", "1/zarr.json", "2/zarr.json"];
    const refs = Object.fromEntries(keys.map((key) => [key, [join(target, key)]]));
    const path = await written("references.json", { version: 1, refs });
    expect((await runCommand("validate", path)).err).toContain("--allow-targets");
    const { exitCode, err } = await runCommand("validate", path, "--allow-targets", target);
    expect(exitCode).toBe(0);
    expect(err).toContain("valid OME-NGFF 0.5 (1 group, 3 arrays)");
  });

  it.each([
    ["a TIFF", () => Promise.resolve(omeFixture("ome-series.tif"))],
    ["a document of another kind", () => written("a.json", { version: 1 })],
  ])("refuses %s, which has no specification here", async (_, path) => {
    const { exitCode, err } = await runCommand("validate", await path());
    expect(exitCode).toBe(1);
    expect(err).toContain("only OME-NGFF can be validated");
  });
});
