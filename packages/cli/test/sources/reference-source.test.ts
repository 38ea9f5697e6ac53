import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Json } from "@chunkwright/core";
import { faultServer } from "@chunkwright/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { jsonLines, runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures/references");

type Expected = Readonly<Record<string, Readonly<Record<string, string>>>>;
const expected: Expected = JSON.parse(await readFile(join(FIXTURES, "expected.json"), "utf8"));

async function digests(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { out } = await runCommand("digest", "--json", ...args);
  const lines = jsonLines(out) as readonly { array?: string; sha256?: string; error?: Json }[];
  return Object.fromEntries(lines.map(({ array, sha256, error }) => [array ?? "", sha256 ?? error]));
}

/** A document that refers to one value of 4 bytes, in a folder of its own. */
async function referring(url: string, directory?: string): Promise<string> {
  const folder = directory ?? (await temporaryDirectory());
  const zarray = { zarr_format: 2, shape: [4], chunks: [4], dtype: "|u1", compressor: null };
  const array = { ...zarray, filters: null, fill_value: 0, order: "C" };
  const path = join(folder, "refs.json");
  await writeFile(path, JSON.stringify({ version: 1, refs: { ".zarray": array, "0": [url, 1, 4] } }));
  return path;
}

/** On Windows such a path lies on the drive of the references. */
const ETC = resolve(tmpdir(), "/etc");
const PASSWD = pathToFileURL(join(ETC, "passwd")).href;
const BYTES = Uint8Array.of(0, 1, 2, 3, 4);
const FOUR = "9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a";

describe("references", () => {
  it.each(Object.entries(expected))("in %s read as zarr-python reads them", async (name, arrays) => {
    expect(await digests(join(FIXTURES, name))).toEqual(arrays);
  });

  it("tell what they are", async () => {
    const { out } = await runCommand("info", "--json", join(FIXTURES, "kerchunk.json"));
    expect(JSON.parse(out)).toMatchObject({ format: "Zarr v2 in references" });
  });

  it.each(["kerchunk.json", "kerchunk.parq"])("in %s become Zarr, which says the same", async (name) => {
    const source = join(FIXTURES, name);
    const target = join(await temporaryDirectory(), "a.zarr");
    expect(await runCommand("convert", "--quiet", source, target)).toMatchObject({ exitCode: 0 });
    expect(await runCommand("verify", "--quiet", source, target)).toMatchObject({ exitCode: 0, out: "" });
  });

  it("lead to what lies beside them on a web server", async () => {
    const names = [
      "kerchunk.json",
      "cells.h5",
      "kerchunk.parq/.zmetadata",
      "kerchunk.parq/plain/refs.0.parq",
    ];
    const files = names.map(
      async (name) => [name, new Uint8Array(await readFile(join(FIXTURES, name)))] as const,
    );
    const server = await faultServer(new Map(await Promise.all(files)));
    onTestFinished(() => server.close());
    expect(await digests(`${server.url}/kerchunk.json?signature=1`)).toEqual(expected["kerchunk.json"]);
    expect(server.requests.find(({ key }) => key === "cells.h5")?.url).toBe("/cells.h5?signature=1");
    const { plain } = await digests(`${server.url}/kerchunk.parq`);
    expect(plain).toBe(expected["kerchunk.parq"]?.plain);
  });

  it("have chunks that are close together fetched together", async () => {
    const names = ["kerchunk.json", "cells.h5"];
    const files = names.map(
      async (name) => [name, new Uint8Array(await readFile(join(FIXTURES, name)))] as const,
    );
    const server = await faultServer(new Map(await Promise.all(files)));
    onTestFinished(() => server.close());
    await digests(`${server.url}/kerchunk.json`);
    // The image has eight chunks; the other two arrays are inlined or of one chunk.
    expect(server.requests.filter(({ key }) => key === "cells.h5").length).toBeLessThan(4);
  });

  it("may name what lies beside them in any way", async () => {
    const folder = await temporaryDirectory();
    await mkdir(join(folder, "sub"));
    await writeFile(join(folder, "sub/a.bin"), BYTES);
    const path = join(folder, "sub/a.bin");
    for (const url of ["sub/a.bin", "./sub/../sub/a.bin", path, `file://${path}`, `file:${path}`]) {
      expect(await digests(await referring(url, folder))).toEqual({ "": FOUR });
    }
  });

  it.each([
    ["../a.bin", "folder"],
    ["/etc/passwd", ETC],
    [PASSWD, ETC],
    [PASSWD.replace("file:", "local:"), ETC],
    ["http://127.0.0.1:1/a", "http://127.0.0.1:1/"],
    ["https://user:secret@host.invalid/a/b?signature=1", "https://host.invalid/a/"],
    ["s3://bucket/a/b", "s3://bucket/a"],
  ])("do not lead to %s unless that is allowed", async (url, allowed) => {
    const path = await referring(url);
    const { "": error } = await digests(path);
    expect(error).toMatchObject({ code: "unsupported" });
    const { message } = error as { message: string };
    expect(message).toContain(`Refused to read ${url}: the reference leads out of `);
    if (allowed !== "folder") expect(message).toContain(`(--allow-targets ${allowed} allows it)`);
  });

  it.each([
    ["gs://bucket/a", "unsupported"],
    ["//host/a", "unsupported"],
    // On Windows, a share of another computer.
    ["file://host/a", process.platform === "win32" ? "unsupported" : "invalid-data"],
    ["", "unsupported"],
    [".", "unsupported"],
    ["gone.bin", "not-found"],
  ])("to %j are an error", async (url, code) => {
    expect(await digests(await referring(url))).toMatchObject({ "": { code } });
  });

  it.skipIf(process.platform === "win32")("do not lead out by symbolic links", async () => {
    const [folder, other] = [await temporaryDirectory(), await temporaryDirectory()];
    await writeFile(join(other, "a.bin"), BYTES);
    await symlink(other, join(folder, "sub"));
    expect(await digests(await referring("sub/a.bin", folder))).toMatchObject({
      "": { code: "invalid-data" },
    });
  });

  it("lead to other folders, or files, that are allowed", async () => {
    const [folder, other] = [await temporaryDirectory(), await temporaryDirectory()];
    await writeFile(join(other, "a.bin"), BYTES);
    const path = await referring(join(other, "a.bin"), folder);
    for (const allowed of [other, `${other}/`, join(other, "a.bin")]) {
      expect(await digests(path, "--allow-targets", "elsewhere", "--allow-targets", allowed)).toEqual({
        "": FOUR,
      });
    }
    for (const allowed of [`${other}x`, join(other, "a"), join(other, "b.bin")]) {
      expect(await digests(path, "--allow-targets", allowed)).toMatchObject({ "": { code: "unsupported" } });
    }
  });

  it("lead to servers that are allowed, below the paths that are", async () => {
    const server = await faultServer(new Map([["a b/c%d.bin", BYTES]]));
    onTestFinished(() => server.close());
    const path = await referring(`${server.url}/a%20b/c%25d.bin?signature=1`);
    for (const allowed of ["", "/", "/a%20b", "/a%20b/", "/a%20b/c%25d.bin"]) {
      expect(await digests(path, "--allow-targets", server.url + allowed)).toEqual({ "": FOUR });
    }
    expect(server.requests.at(-1)?.url).toBe("/a%20b/c%25d.bin?signature=1");
    const before = server.requests.length;
    for (const allowed of ["/a", "/a%20b/c", "/other"]) {
      const found = await digests(path, "--allow-targets", server.url + allowed);
      expect(found).toMatchObject({ "": { code: "unsupported" } });
    }
    expect(server.requests).toHaveLength(before);
  });

  it("tell which file is not there", async () => {
    const copy = join(await temporaryDirectory(), "refs.parq");
    await cp(join(FIXTURES, "kerchunk.parq"), copy, { recursive: true });
    const found = await digests(copy);
    expect(found).toMatchObject({ plain: { code: "not-found" } });
  });

  it("are told from other JSON", async () => {
    const path = join(await temporaryDirectory(), "a.json");
    await writeFile(path, '{"a": {"refs": 1}}');
    expect(await digests(path)).toEqual({
      "": { code: "unsupported", message: `Cannot open ${path}: it is JSON, but holds no references` },
    });
    await writeFile(path, '{"refs": {"a": "b"}}');
    expect(await digests(path)).toMatchObject({ "": { code: "unsupported" } });
    await writeFile(path, '{"refs": ');
    expect(await digests(path)).toMatchObject({ "": { code: "invalid-data" } });
  });
});
