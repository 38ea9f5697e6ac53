/** Hierarchies of zarr-python in every version, changed to every other one: valid, equal, and read by zarr-python. */

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@chunkwright/core";
import { hasShared, ngffValidator, python } from "@chunkwright/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonLines, runCommand } from "../run-command.ts";

const VERSIONS = ["0.1", "0.2", "0.3", "0.4"];
const KINDS = ["labels", "plate", "series"];
const UPGRADES = VERSIONS.flatMap((from) =>
  KINDS.flatMap((kind) => [...VERSIONS, "0.5"].filter((to) => to !== from).map((to) => ({ from, kind, to }))),
);

function script(name: string): string {
  return fileURLToPath(new URL(`../interop/${name}`, import.meta.url));
}

interface Digest {
  readonly array: string;
  readonly sha256: string;
}

async function digests(path: string): Promise<readonly Digest[]> {
  const lines = jsonLines((await runCommand("digest", "--json", path)).out) as readonly Digest[];
  return lines.map(({ array, sha256 }) => ({ array, sha256 }));
}

/** Findings beside what only 0.4 recommends, units: older versions have none to give. */
async function findings(path: string): Promise<readonly unknown[]> {
  const [report] = jsonLines((await runCommand("validate", path, "--json")).out) as readonly JsonObject[];
  const list = report?.findings as readonly JsonObject[];
  return list.filter(({ rule }) => rule !== "axes/recommended");
}

describe("chunkwright upgrade", () => {
  let root = "";
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "chunkwright-upgrade-"));
    await python(script("make_ngff.py"), root);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(UPGRADES)(
    "changes $kind from $from to $to and back, in place and into a copy",
    async ({ from, kind, to }) => {
      const source = join(root, `${from}-${kind}.zarr`);
      const [copy, place] = [
        join(root, `${from}-${kind}-${to}.zarr`),
        join(root, `${from}-${kind}-in-${to}.zarr`),
      ];
      await cp(source, place, { recursive: true });
      const own = await digests(source);
      expect(own).toHaveLength(4);
      expect(await runCommand("upgrade", source, copy, "--to", to, "-q")).toMatchObject({
        exitCode: 0,
        err: "",
      });
      expect(await runCommand("upgrade", place, "--to", to, "-q")).toMatchObject({ exitCode: 0, err: "" });
      for (const path of [copy, place]) {
        expect(await digests(path)).toEqual(own);
        expect(await findings(path)).toEqual([]);
        expect(await runCommand("verify", source, path)).toMatchObject({ exitCode: 0, out: "" });
      }
      const back = `${place}.back`;
      await cp(place, back, { recursive: true });
      expect(await runCommand("upgrade", back, "--to", from, "-q")).toMatchObject({ exitCode: 0, err: "" });
      expect(await digests(back)).toEqual(own);
      expect(await findings(back)).toEqual([]);
      expect(await runCommand("verify", source, back)).toMatchObject({ exitCode: 0, out: "" });
      await rm(back, { recursive: true });
    },
  );

  it.each(["2", "3"])("is what convert to Zarr v%s does to the version, too", async (zarrVersion) => {
    for (const kind of KINDS) {
      const source = join(root, `0.1-${kind}.zarr`);
      const target = join(root, `${kind}-converted-${zarrVersion}`);
      const args = [source, target, "-q", "--format", "zarr", "--zarr-version", zarrVersion];
      expect(await runCommand("convert", ...args)).toMatchObject({ exitCode: 0, err: "" });
      expect(await findings(target)).toEqual([]);
      expect(await runCommand("verify", source, target)).toMatchObject({ exitCode: 0, out: "" });
    }
  });

  it("leaves what zarr-python reads alike", async () => {
    const names = (await readdir(root)).filter((name) => name.endsWith(".zarr"));
    const cases = [];
    const ours = [];
    for (const name of names) {
      const own = await digests(join(root, name));
      const zarrFormat = name.endsWith("0.5.zarr") ? 3 : 2;
      cases.push({ path: join(root, name), zarrFormat, arrays: own.map(({ array }) => array) });
      ours.push(own.map(({ sha256 }) => sha256));
    }
    expect(names.length).toBe(VERSIONS.length * KINDS.length + 2 * UPGRADES.length);
    await writeFile(join(root, "cases.json"), JSON.stringify(cases));
    expect(JSON.parse(await python(script("read_zarr.py"), join(root, "cases.json")))).toEqual(ours);
  });

  it.skipIf(!hasShared("corpus/ngff")).each(["0.4", "0.5"] as const)(
    "writes %s as its schemas have it",
    async (version) => {
      const validate = ngffValidator(version);
      const attributes = async (...path: readonly string[]): Promise<JsonObject> => {
        if (version === "0.4") return JSON.parse(await readFile(join(root, ...path, ".zattrs"), "utf8"));
        return JSON.parse(await readFile(join(root, ...path, "zarr.json"), "utf8")).attributes;
      };
      for (const from of VERSIONS.filter((other) => other !== version)) {
        const [labels, plate, series] = KINDS.map((kind) => `${from}-${kind}-in-${version}.zarr`);
        expect(validate("strict_image", await attributes(labels!))).toEqual([]);
        expect(validate("strict_label", await attributes(labels!, "labels/cells"))).toEqual([]);
        expect(validate("strict_plate", await attributes(plate!))).toEqual([]);
        expect(validate("strict_well", await attributes(plate!, "B/2"))).toEqual([]);
        expect(validate("strict_image", await attributes(plate!, "B/2/0"))).toEqual([]);
        expect(validate("bf2raw", await attributes(series!))).toEqual([]);
        expect(validate("ome", await attributes(series!, "OME"))).toEqual([]);
      }
    },
  );
});
