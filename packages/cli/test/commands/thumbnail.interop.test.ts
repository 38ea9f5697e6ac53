/** Pictures, as libpng reads them. */

import { join } from "node:path";
import { python } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { omeFixture } from "../fixtures.ts";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

it("makes pictures of RGB pixels that libpng reads as the same", async () => {
  const source = omeFixture("ome-rgb.tif");
  const target = join(await temporaryDirectory(), "a.png");
  expect((await runCommand("thumbnail", source, target, "--select", "z=0")).exitCode).toBe(0);
  const script = join(import.meta.dirname, "../interop/compare_png.py");
  expect((await python(script, target, source)).trim()).toBe("True");
});
