import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { python } from "@chunkwright/testkit";
import { afterAll, expect, test } from "vitest";

const directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
const script = join(directory, "script.py");
afterAll(() => rm(directory, { recursive: true }));

test("python() has the reference implementations and gives their output", async () => {
  await writeFile(script, "import sys, numpy, tifffile, zarr\nprint(numpy.arange(3).sum(), *sys.argv[1:])\n");
  expect(await python(script, "a b", "c")).toBe("3 a b c\n");
});

test("python() rejects with what the script wrote to stderr", async () => {
  await writeFile(script, "raise SystemExit('the reason')\n");
  await expect(python(script)).rejects.toThrow("the reason");
});
