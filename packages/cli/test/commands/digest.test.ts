import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { omeFixture, tiffFixture } from "../fixtures.ts";
import { jsonLines, recordTerminal, runCommand, runOn } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { tinyTiff, writeTinyTiff } from "../tiny-tiff.ts";

/** Of pixels 0, 1, 2 ... as little-endian uint16. */
function countingDigest(pixels: number): string {
  const data = new Uint16Array(pixels).map((_, i) => i);
  return createHash("sha256").update(new Uint8Array(data.buffer)).digest("hex");
}

describe("chunkwright digest", () => {
  it("prints one line for each array", async () => {
    const path = await writeTinyTiff(await temporaryDirectory(), "a.tif", {
      width: 5,
      height: 3,
      rowsPerStrip: 2,
    });
    expect(await runCommand("digest", path)).toEqual({
      exitCode: 0,
      out: `${countingDigest(15)}  ${path}  ifd/0  uint16 3 x 5\n`,
      err: "",
    });
  });

  it("prints the documented members with --json", async () => {
    const path = await writeTinyTiff(await temporaryDirectory(), "a.tif", { width: 5, height: 3 });
    const { exitCode, out, err } = await runCommand("digest", "--json", path);
    expect([exitCode, err]).toEqual([0, ""]);
    expect(out).toBe(
      `${JSON.stringify({ file: path, array: "ifd/0", dataType: "uint16", shape: [3, 5], sha256: countingDigest(15) })}\n`,
    );
  });

  it("agrees with the reference reader, pyramid levels and all", async () => {
    const arrays = JSON.parse(await readFile(tiffFixture("sub-ifds.json"), "utf8"));
    const { out } = await runCommand("digest", "--json", tiffFixture("sub-ifds.tif"));
    const found = new Map(jsonLines(out).map((line) => [(line as { array: string }).array, line]));
    expect(found.size).toBe(arrays.length);
    for (const { array, dataType, shape, sha256 } of arrays) {
      expect(found.get(array)).toMatchObject({ dataType, shape, sha256 });
    }
  });

  it("tells of files that cannot be read, prints the others and fails", async () => {
    const directory = await temporaryDirectory();
    const good = await writeTinyTiff(directory, "good.tif");
    const missing = join(directory, "missing.tif");
    const { exitCode, out, err } = await runCommand("digest", "--json", missing, good, "ftp://host/a.tif");
    expect([exitCode, err]).toEqual([1, ""]);
    expect(jsonLines(out)).toEqual([
      {
        file: missing,
        error: { code: "not-found", message: `Cannot open ${missing}: there is no such file or directory` },
      },
      expect.objectContaining({ file: good, sha256: countingDigest(1200) }),
      { file: "ftp://host/a.tif", error: expect.objectContaining({ code: "usage" }) },
    ]);
    const text = await runCommand("digest", missing, good);
    expect(text.exitCode).toBe(1);
    expect(text.err).toBe(`chunkwright: Cannot open ${missing}: there is no such file or directory\n`);
    expect(text.out).toMatch(/^[0-9a-f]{64} .*good\.tif/);
  });

  it("tells of an array that cannot be decoded, and where", async () => {
    const path = await writeTinyTiff(await temporaryDirectory(), "a.tif", { damaged: [2] });
    const { exitCode, out } = await runCommand("digest", "--json", path);
    expect(exitCode).toBe(1);
    expect(jsonLines(out)).toEqual([
      { file: path, array: "ifd/0", error: expect.objectContaining({ code: "codec" }) },
    ]);
  });

  it("stops when interrupted", async () => {
    const terminal = recordTerminal({ signal: AbortSignal.abort() });
    expect(await runOn(terminal, "digest", "--json", omeFixture("ome-tczyx.tif"))).toEqual({
      exitCode: 130,
      out: '{"error":{"code":"interrupted","message":"Interrupted"}}\n',
      err: "Interrupted\n",
    });
  });

  it("wants at least one source", async () => {
    expect((await runCommand("digest")).exitCode).toBe(2);
  });

  it("holds a file that is cut anywhere for damaged, never for another image", async () => {
    const directory = await temporaryDirectory();
    const whole = tinyTiff();
    for (let length = 0; length < whole.length; length += 97) {
      const path = join(directory, "cut.tif");
      await writeFile(path, whole.subarray(0, length));
      const { exitCode, out } = await runCommand("digest", "--json", path);
      expect(exitCode).toBe(1);
      expect(out).not.toMatch(/"sha256"|"internal"/);
    }
  });
});
