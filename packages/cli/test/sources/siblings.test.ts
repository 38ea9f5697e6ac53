import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { faultServer } from "@chunkwright/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSiblings, siblingsInDirectory, siblingsOnServer } from "../../src/sources/siblings.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { tinyTiff, writeTinyTiff } from "../tiny-tiff.ts";

const NAME = "Z 1#.tif";

async function bothKinds() {
  const path = await writeTinyTiff(await temporaryDirectory(), NAME);
  const server = await faultServer(new Map([[`images/${NAME}`, new Uint8Array(tinyTiff())]]));
  onTestFinished(() => server.close());
  return [siblingsInDirectory(join(path, "../a.tif")), siblingsOnServer(`${server.url}/images/a.tif?v=1`)];
}

describe("the files beside a source", () => {
  it("are opened by name, in a directory and on a server", async () => {
    for (const siblings of await bothKinds()) {
      const beside = openSiblings(siblings);
      const file = await beside.open(NAME);
      expect(file?.size).toBe(tinyTiff().length);
      expect([...((await file?.read(0, 2)) ?? [])]).toEqual([0x49, 0x49]);
      await beside.close();
    }
  });

  it.skipIf(process.platform !== "linux")("are not all kept open, however many there are", async () => {
    const path = await writeTinyTiff(await temporaryDirectory(), NAME);
    const beside = openSiblings(siblingsInDirectory(join(path, "../a.tif")));
    const before = (await readdir("/proc/self/fd")).length;
    for (let n = 0; n < 300; n += 1) {
      const file = await beside.open(NAME);
      if (n === 299) expect([...((await file?.read(0, 2)) ?? [])]).toEqual([0x49, 0x49]);
    }
    expect((await readdir("/proc/self/fd")).length - before).toBeLessThan(150);
    await beside.close();
  });

  it("are undefined if they are not there", async () => {
    for (const siblings of await bothKinds()) expect(await siblings("none.tif")).toBeUndefined();
  });

  it("never lie anywhere else", async () => {
    for (const siblings of await bothKinds()) {
      for (const name of ["", ".", "..", "../a.tif", "/etc/passwd", "a\\b", "a\0"]) {
        await expect(siblings(name)).rejects.toMatchObject({ code: "invalid-data" });
      }
    }
  });
});
