import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inThreadCoder } from "@chunkwright/codecs";
import { python } from "@chunkwright/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { elementBytes } from "./element-bytes.ts";
import { readFixture } from "./fixture.ts";

const SCRIPT = fileURLToPath(new URL("interop.py", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chunkwright-codecs-"));
  await python(SCRIPT, "write", folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("we decode what numcodecs and imagecodecs encode, and they decode what we encode", async () => {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json"));
  expect(files.length).toBeGreaterThan(300);
  for (const file of files) {
    const fixture = readFixture(file, await readFile(join(folder, file), "utf8"));
    const chunk = await inThreadCoder.decode(fixture.encoded());
    expect(Buffer.compare(elementBytes(chunk), fixture.decoded), `${file}, decoded`).toBe(0);
    const { bytes } = await inThreadCoder.encode(chunk, fixture.encoded().codecs);
    await writeFile(join(folder, file.replace(".json", ".out")), bytes);
  }
  expect(JSON.parse(await python(SCRIPT, "check", folder))).toEqual([]);
});
