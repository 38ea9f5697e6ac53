import { join } from "node:path";
import { python } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { jsonLines, runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

it("references that tifffile makes of TIFF files read as tifffile reads the files", async () => {
  const folder = await temporaryDirectory();
  const script = join(import.meta.dirname, "../interop/tiff_references.py");
  const expected: Readonly<Record<string, string>> = JSON.parse(await python(script, folder));
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(expected)) {
    const { out } = await runCommand("digest", "--json", join(folder, `${name}.json`));
    const [line] = jsonLines(out) as readonly { sha256?: string; error?: unknown }[];
    found[name] = line?.sha256 ?? line?.error;
  }
  expect(found).toEqual(expected);
});
