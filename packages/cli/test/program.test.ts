import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jsonLines, runCommand, runInterrupted } from "./run-command.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { writeTinyTiff } from "./tiny-tiff.ts";

describe("run()", () => {
  it("prints its version and its help", async () => {
    expect(await runCommand("--version")).toEqual({ exitCode: 0, out: "1.2.3\n", err: "" });
    const { exitCode, out, err } = await runCommand("--help");
    expect([exitCode, err]).toEqual([0, ""]);
    for (const command of ["info", "convert", "verify", "digest", "thumbnail", "upgrade", "validate"]) {
      expect(out).toMatch(new RegExp(`^ {2}${command} `, "m"));
      const help = await runCommand(command, "--help");
      expect(help.exitCode).toBe(0);
      expect(help.out).toContain(`Examples:\n  chunkwright ${command} `);
    }
  });

  it("tells of an interruption as of an error, with --json as data", async () => {
    const directory = await temporaryDirectory();
    const source = await writeTinyTiff(directory, "a.tif");
    const target = join(directory, "a.zarr");
    const { exitCode, out, err } = await runInterrupted(
      "convert",
      source,
      target,
      "--chunk",
      "2,2",
      "--json",
    );
    expect([exitCode, jsonLines(out)]).toEqual([
      130,
      [{ error: { code: "interrupted", message: "Interrupted" } }],
    ]);
    expect(err).toMatch(/Interrupted\n$/);
  });

  it.each([
    [[], /Usage: chunkwright/],
    [["explode"], /unknown command 'explode'/],
    [["info"], /missing required argument 'source'/],
    [["info", "a", "b"], /too many arguments/],
    [["info", "a", "--colour"], /unknown option '--colour'/],
    [["convert", "a"], /missing required argument 'target'/],
    [["convert", "a", "b.zarr", "--downsample", "max"], /'max' is invalid.*mean, mode, nearest/],
    [["convert", "a", "b.zarr", "--progress", "loud"], /'loud' is invalid/],
    [["convert", "a", "b.zarr", "--levels"], /argument missing/],
  ])("calls %j a mistake on the command line", async (args, message) => {
    const { exitCode, out, err } = await runCommand(...args);
    expect([exitCode, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
  });

  it("prints mistakes on the command line as data with --json", async () => {
    const { exitCode, out } = await runCommand("info", "a", "--colour", "--json");
    expect(exitCode).toBe(2);
    expect(jsonLines(out)).toEqual([{ error: { code: "usage", message: "unknown option '--colour'" } }]);
    const scheme = await runCommand("info", "gs://bucket/a", "--json");
    expect(scheme.exitCode).toBe(2);
    expect(jsonLines(scheme.out)).toEqual([
      { error: { code: "usage", message: expect.stringContaining("gs:// is not supported") } },
    ]);
  });
});
