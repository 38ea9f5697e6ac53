/** The command as a process, from the build that the corpus project makes first. */

import { type ChildProcess, type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { jsonLines, runCommand } from "./run-command.ts";
import { namesIn, temporaryDirectory } from "./temporary-directory.ts";
import { writeTinyTiff } from "./tiny-tiff.ts";

const MAIN = fileURLToPath(new URL("../dist/command/main.js", import.meta.url));

/** Takes seconds to write in chunks so small: time enough to interrupt it. */
const LARGE = { width: 2048, height: 2048, rowsPerStrip: 64 };
const SLOWLY = ["--chunk", "16,16", "--levels", "1", "--progress", "json"];

let directory: string;
let source: string;
let target: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  source = await writeTinyTiff(directory, "a.tif", LARGE);
  target = join(directory, "a.zarr");
});

function start(...args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function exitOf(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
  return new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));
}

async function runProcess(...args: readonly string[]) {
  const child = start(...args);
  const [out, err, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
  return { exitCode, out, err };
}

describe.skipIf(!existsSync(MAIN))("the chunkwright process", () => {
  it("exits with 0, 1 and 2 as promised", async () => {
    const version = await runProcess("--version");
    expect(version).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/),
      err: "",
    });
    expect(await runProcess("convert", source, target, "--quiet")).toEqual({ exitCode: 0, out: "", err: "" });
    expect(await runProcess("convert", source, target)).toEqual({
      exitCode: 1,
      out: "",
      err: `chunkwright: Cannot write ${target}: it exists (--overwrite replaces it)\n`,
    });
    expect(await runProcess("convert", source, "a.png")).toMatchObject({ exitCode: 2, out: "" });
    expect((await runProcess("verify", source, target, "-q")).exitCode).toBe(0);
  });

  // Shells see 130 after SIGINT, too, but leave their loops only if it has ended the command.
  it.each([
    ["SIGINT", "SIGINT"],
    ["SIGTERM", 130],
    ["SIGHUP", 130],
  ] as const)("after %s ends with %s, and leaves nothing behind", async (signal, end) => {
    const child = start("convert", source, target, ...SLOWLY);
    child.stderr.once("data", () => child.kill(signal));
    const [out, err, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
    expect({ exitCode, out }).toEqual({ exitCode: end, out: "" });
    expect(err).toMatch(/Interrupted\n$/);
    expect(await namesIn(directory)).toEqual(["a.tif"]);
  });

  it("leaves no target when it is killed, whatever was written", async () => {
    const child = start("convert", source, target, ...SLOWLY);
    child.stderr.once("data", () => child.kill("SIGKILL"));
    await text(child.stderr);
    expect(await exitOf(child)).toBe("SIGKILL");
    const [partial, ...others] = (await namesIn(directory)).filter((name) => name !== "a.tif");
    expect([partial, others]).toEqual([expect.stringMatching(/^\.a\.zarr\..*\.partial$/), []]);
    expect((await runProcess("info", join(directory, partial ?? ""))).exitCode).toBe(1);
    expect(await runProcess("convert", source, target, "--quiet")).toMatchObject({ exitCode: 0 });
  });

  it("takes the same signal from two senders for one", async () => {
    const child = start("convert", source, target, ...SLOWLY);
    child.stderr.once("data", () => {
      child.kill("SIGINT");
      child.kill("SIGTERM");
    });
    const [, exitCode] = await Promise.all([text(child.stderr), exitOf(child)]);
    expect(exitCode).toBe("SIGINT");
    expect(await namesIn(directory)).toEqual(["a.tif"]);
  });

  it("has its workers' script beside it", async () => {
    const worker = new Worker(join(dirname(MAIN), "worker-node.js"));
    onTestFinished(async () => {
      await worker.terminate();
    });
    worker.postMessage({ kind: "start" });
    expect((await once(worker, "message"))[0]).toEqual({ kind: "ready" });
  });

  it("goes on when its messages have nowhere to go", async () => {
    const child = start("convert", source, target, ...SLOWLY);
    child.stderr.once("data", () => child.stderr.destroy());
    expect(await exitOf(child)).toBe(0);
    expect(await namesIn(directory)).toEqual(["a.tif", "a.zarr"]);
  });

  it("takes a closed stdout for the end of its work", async () => {
    const child = start("digest", ...Array.from({ length: 40 }, () => source));
    child.stdout.once("data", () => child.stdout.destroy());
    expect([await text(child.stderr), await exitOf(child)]).toEqual(["", 0]);
  });
});

/** A disk of one MiB, unmounted after the test; `false` where nobody may mount one. */
function mountSmallDisk(path: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path], { stdio: "ignore" });
  } catch {
    return false;
  }
  onTestFinished(() => {
    execFileSync("umount", [path]);
  });
  return true;
}

describe("a full disk", () => {
  it("fails with one line, and is as empty as before", async ({ skip }) => {
    const disk = join(directory, "disk");
    await mkdir(disk);
    if (!mountSmallDisk(disk)) skip("Cannot mount a small disk here");
    const { exitCode, out, err } = await runCommand(
      "convert",
      source,
      join(disk, "a.zarr"),
      "--json",
      "--compression",
      "none",
    );
    expect(exitCode).toBe(1);
    expect(jsonLines(out)).toEqual([
      { error: { code: "store", message: expect.stringMatching(/ENOSPC|no space left/i) } },
    ]);
    expect(err).toMatch(/^chunkwright: .*\n$/);
    expect(await namesIn(disk)).toEqual([]);
  });
});
