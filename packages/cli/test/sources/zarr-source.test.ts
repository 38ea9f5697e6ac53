import { join } from "node:path";
import { type Bytes, isJsonObject, parseJson } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { collect, faultServer } from "@chunkwright/testkit";
import { expect, it, onTestFinished } from "vitest";
import { digestOf } from "../../src/compare/digest-of.ts";
import { convert } from "../../src/convert.ts";
import { openSource } from "../../src/open-source.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { writeTinyTiff } from "../tiny-tiff.ts";

/** All that is in a directory, by key, its consolidated metadata but for the documents themselves. */
async function contents(directory: string): Promise<Map<string, Bytes>> {
  const store = fsStore(directory);
  const found = new Map<string, Bytes>();
  const add = async (prefix: string): Promise<void> => {
    for (const { kind, key } of await collect(store.list(prefix))) {
      if (kind === "prefix") await add(key);
      else found.set(key, (await store.get(key))!);
    }
  };
  await add("");
  return found;
}

it("goes by what OME-NGFF names where nothing can be listed", async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, "a.ome.zarr");
  await convert(await writeTinyTiff(directory, "a.tif"), path);
  const files = await contents(path);
  const document = parseJson(files.get("zarr.json")!, "zarr.json");
  expect(isJsonObject(document) && document.consolidated_metadata).toBe(undefined);
  const server = await faultServer(files);
  onTestFinished(() => server.close());

  const [local, remote] = [await openSource(path), await openSource(`${server.url}/`)];
  const digests = async (source: typeof local) =>
    Promise.all(
      (await collect(source.arrays())).map(async (array) =>
        "error" in array ? array : [array.path, await digestOf(array.source)],
      ),
    );
  expect(await digests(remote)).toEqual(await digests(local));
  expect((await digests(remote)).length).toBeGreaterThan(0);

  const copy = join(directory, "b.ome.zarr");
  const warnings: string[] = [];
  await convert(`${server.url}/`, copy, { onWarning: (warning) => warnings.push(warning) });
  expect(await contents(copy)).toEqual(files);
  expect(warnings).toEqual([expect.stringContaining("what OME-NGFF does not name is not seen")]);
});

it.each([2, 3] as const)("fetches each document of Zarr v%i from a server once", async (zarrVersion) => {
  const directory = await temporaryDirectory();
  const path = join(directory, "a.ome.zarr");
  await convert(await writeTinyTiff(directory, "a.tif"), path, { zarrVersion });
  const server = await faultServer(
    new Map([...(await contents(path))].map(([key, bytes]) => [`a.ome.zarr/${key}`, bytes])),
  );
  onTestFinished(() => server.close());
  const source = await openSource(`${server.url}/a.ome.zarr`);
  await collect(source.arrays());
  await source.images();
  const keys = server.requests.map(({ key }) => key);
  expect(keys).toEqual([...new Set(keys)]);
});

it("says that it cannot list where there is no image either", async () => {
  const group = new TextEncoder().encode('{"zarr_format":3,"node_type":"group","attributes":{}}');
  const server = await faultServer(new Map([["zarr.json", group]]));
  onTestFinished(() => server.close());
  const [found] = await collect((await openSource(`${server.url}/`)).arrays());
  expect(found).toMatchObject({ path: "", error: { code: "unsupported" } });
});
