import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

describe("chunkwright convert to Imaris", () => {
  it.each(["--chunk", "--levels"])("refuses %s: Imaris has a rule of its own", async (option) => {
    const target = join(await temporaryDirectory(), "out.ims");
    expect(await runCommand("convert", "in.zarr", target, option, "4")).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining(option),
    });
  });

  it("refuses compressions that Imaris does not read", async () => {
    const target = join(await temporaryDirectory(), "out.ims");
    const outcome = await runCommand("convert", "in.zarr", target, "--compression", "blosc");
    expect(outcome).toMatchObject({ exitCode: 2, err: expect.stringContaining("gzip, lz4") });
  });
});
