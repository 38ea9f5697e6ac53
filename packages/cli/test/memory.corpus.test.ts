/** A large image passes through in pieces: what the built command holds in memory does not grow with it. */

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "./temporary-directory.ts";

const MAIN = fileURLToPath(new URL("../dist/command/main.js", import.meta.url));
const MAKE_IMAGE = fileURLToPath(new URL("../../../scripts/make-big-ome-tiff.mjs", import.meta.url));

/** Decoded, more than memory may hold. */
const IMAGE_GIB = 0.5;
const LIMIT_KIB = 400_000;

const canMeasure = existsSync(MAIN) && existsSync("/proc/self/status");

describe.skipIf(!canMeasure)("chunkwright convert of a large image", () => {
  it.each([[["--raw"]], [[]]])("stays within 400 MB, the source being made with %j", async (options) => {
    const directory = await temporaryDirectory();
    const source = join(directory, "big.ome.tif");
    await promisify(execFile)(process.execPath, [MAKE_IMAGE, source, String(IMAGE_GIB), ...options]);
    const { exitCode, peakKib } = await runMeasured("convert", source, join(directory, "a.zarr"));
    console.log(
      `convert of ${IMAGE_GIB} GiB made with [${options}]: at most ${Math.round(peakKib / 1024)} MiB`,
    );
    expect(exitCode).toBe(0);
    expect(peakKib).toBeGreaterThan(0);
    expect(peakKib).toBeLessThan(LIMIT_KIB);
  });
});

/** Runs the command and reads, at each report of progress, the most memory that it has had resident. */
async function runMeasured(
  ...args: readonly string[]
): Promise<{ exitCode: number | null; peakKib: number }> {
  const child = spawn(process.execPath, [MAIN, ...args, "--progress", "json"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let peakKib = 0;
  child.stderr.on("data", async () => {
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
    peakKib = Math.max(peakKib, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0));
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { exitCode, peakKib };
}
