import { join } from "node:path";
import { expect, it } from "vitest";
import { omeFixture } from "./fixtures.ts";
import { recordTerminal, runCommand, runOn } from "./run-command.ts";
import { namesIn, temporaryDirectory } from "./temporary-directory.ts";

const TIFF = omeFixture("ome-tczyx.tif");

it.each([
  ["info", TIFF],
  ["convert", TIFF, "other.zarr"],
  ["convert", TIFF, "other.h5"],
  ["convert", TIFF, "other.tif"],
  ["verify", TIFF, TIFF],
  ["digest", TIFF],
  ["serve", TIFF, "--port", "0"],
  ["validate", "image.zarr"],
  ["upgrade", "image.zarr", "other.zarr", "--to", "0.4"],
])("%s ends with 130 when it is interrupted, and leaves nothing behind", async (command, ...args) => {
  const directory = await temporaryDirectory();
  const image = join(directory, "image.zarr");
  expect((await runCommand("convert", TIFF, image, "-q")).exitCode).toBe(0);
  const placed = args.map((arg) => (/\.(zarr|h5)$|^other/.test(arg) ? join(directory, arg) : arg));
  const terminal = recordTerminal({ signal: AbortSignal.abort() });
  expect(await runOn(terminal, command, ...placed)).toEqual({ exitCode: 130, out: "", err: "Interrupted\n" });
  expect(await namesIn(directory)).toEqual(["image.zarr"]);
});
