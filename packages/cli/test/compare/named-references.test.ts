import { join } from "node:path";
import type { ArrayInfo } from "@chunkwright/core";
import { createHdf5, ReferenceTo } from "@chunkwright/hdf5";
import { createFsFile } from "@chunkwright/stores/fs";
import { beforeEach, describe, expect, it } from "vitest";
import { jsonLines, runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const ADDRESS = { class: "reference", byteLength: 8, kind: "object" } as const;
const INFO: ArrayInfo = {
  dataType: "uint8",
  shape: [2],
  chunkShape: [2],
  fillValue: 0,
  codecs: [{ name: "bytes" }],
  attributes: {},
};

let directory: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
});

/** Arrays in that order, hence at other addresses, and references to one of them, or to nothing. */
async function writeFile(name: string, arrays: readonly string[], target: string): Promise<string> {
  const path = join(directory, name);
  const file = await createFsFile(path);
  const sink = createHdf5(file);
  for (const array of arrays) {
    const chunks = await sink.createArray(array, INFO);
    await chunks.writeChunk([0], { dataType: "uint8", shape: [2], data: Uint8Array.of(1, 2) });
    await chunks.close();
  }
  const references = { datatype: ADDRESS, shape: [2], values: [new ReferenceTo(target), undefined] };
  sink.setAttribute("", "of", references);
  sink.createValues("references", { ...references, attributes: {} });
  await sink.close();
  await file.close();
  return path;
}

describe("chunkwright verify", () => {
  it("takes references to the same object for the same, at whatever address it lies", async () => {
    const a = await writeFile("a.h5", ["large/one", "two"], "two");
    const b = await writeFile("b.h5", ["two", "large/one"], "two");
    expect(await runCommand("verify", a, b, "-q")).toEqual({ exitCode: 0, out: "", err: "" });
    const [zarr, back] = [join(directory, "a.zarr"), join(directory, "back.h5")];
    await runCommand("convert", a, zarr, "-q");
    await runCommand("convert", zarr, back, "-q");
    for (const copy of [zarr, back]) {
      expect(await runCommand("verify", b, copy, "-q")).toEqual({ exitCode: 0, out: "", err: "" });
    }
  });

  it("tells what references lead to where that differs, though the address be the same", async () => {
    const a = await writeFile("a.h5", ["one", "two"], "one");
    const b = await writeFile("b.h5", ["two", "one"], "two");
    const { exitCode, out } = await runCommand("verify", a, b, "--json");
    expect(exitCode).toBe(1);
    expect(jsonLines(out)).toMatchObject([
      {
        differences: [
          {
            where: "group .",
            what: "attribute of",
            a: '[{"path":"/one"},"0x0000000000000000"]',
            b: '[{"path":"/two"},"0x0000000000000000"]',
          },
          { where: "array references", a: '{"path":"/one"}', b: '{"path":"/two"}' },
        ],
      },
    ]);
  });

  it("says that references in records are compared by address, as convert does that they stay addresses", async () => {
    const path = join(directory, "records.h5");
    const sink = createHdf5(await createFsFile(path));
    const member = { name: "of", byteOffset: 0, datatype: ADDRESS } as const;
    const datatype = { class: "compound", byteLength: 8, members: [member] } as const;
    await (await sink.createArray("one", INFO)).close();
    const values = [{ of: new ReferenceTo("one") }];
    sink.createValues("records", { datatype, shape: [1], values, attributes: {} });
    await sink.close();
    const copy = join(directory, "copy.h5");
    expect(await runCommand("convert", path, copy, "-q")).toEqual({
      exitCode: 0,
      out: "",
      err: "warning: references in records stay addresses of the original, and lead nowhere in the copy\n",
    });
    const [{ notes }] = jsonLines((await runCommand("verify", path, copy, "--json")).out) as [
      { notes: string[] },
    ];
    expect(notes).toEqual([
      "array records: its references are compared by address, which may differ where they lead to the same",
    ]);
  });
});
