import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { openTargetPlace } from "../../src/place/target-place.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

/** As on Windows, where a program has a file open in what was moved aside. */
vi.mock("node:fs/promises", async (load) => {
  const real = await load<typeof import("node:fs/promises")>();
  const rm: typeof real.rm = async (path, options) => {
    if (String(path).endsWith(".replaced"))
      throw Object.assign(new Error("EBUSY: resource busy or locked, unlink"), { code: "EBUSY" });
    return real.rm(path, options);
  };
  return { ...real, rm };
});

it("openTargetPlace() has the new in place where the old cannot be removed, and says so", async () => {
  const parent = await temporaryDirectory();
  const path = join(parent, "a.zarr");
  await mkdir(path);
  await writeFile(join(path, "zarr.json"), "old");
  const target = await openTargetPlace(path, "directory", true);
  await writeFile(join(target.workingPath, "zarr.json"), "new");
  await expect(target.commit()).rejects.toMatchObject({
    code: "store",
    message: expect.stringMatching(
      /^Wrote .*a\.zarr, but cannot remove what it replaced, .*\.replaced: it is in use \(EBUSY\)$/,
    ),
  });
  await target.abandon();
  expect(await readFile(join(path, "zarr.json"), "utf8")).toBe("new");
  expect(await readdir(parent)).toHaveLength(2);
});
