/** Links, references, committed datatypes and scales that createHdf5() writes, read and changed by h5py. */

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileOfBytes } from "@chunkwright/core";
import { createFsFile } from "@chunkwright/stores/fs";
import { python } from "@chunkwright/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHdf5, openHdf5 } from "../../src/index.ts";
import { writeEveryObject } from "./every-object.ts";
import { arrayInfo, writeSample } from "./sample.ts";

let folder = "";
let path = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chunkwright-hdf5-"));
  path = process.env.KEEP ?? join(folder, "objects.h5");
  const sink = createHdf5(await createFsFile(path));
  await writeEveryObject(sink);
  await sink.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("writes what h5dump reads", async ({ skip }) => {
  const run = promisify(execFile);
  const isThere = await run("h5dump", ["--version"]).then(
    () => true,
    () => false,
  );
  if (!isThere) skip("h5dump is not installed");
  const { stdout, stderr } = await run("h5dump", [path], { maxBuffer: 2 ** 26 });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/EXTERNAL_LINK "external"/);
});

it("writes what h5py reads and may change", async () => {
  const found: unknown = JSON.parse(
    await python(join(import.meta.dirname, "python", "check_objects.py"), path),
  );
  expect(found).toMatchInlineSnapshot(`
    {
      "after": [
        7,
        "small 9",
        29999,
        66663333.33333333,
        1,
        6,
        2,
      ],
      "attributes": {
        "empty": [],
        "kind": 2,
        "null": null,
        "record": [
          {
            "box": [
              [
                1,
                2,
                3,
                4,
              ],
              [
                5,
                6,
                7,
                8,
              ],
            ],
            "kind": 1,
            "name": "first",
            "of": "reference",
          },
        ],
        "texts": [
          [
            "a",
            "bc",
          ],
          [],
          [
            "ö",
          ],
        ],
      },
      "committed": [
        true,
        true,
        {
          "background": 0,
          "cell": 1,
          "nucleus": 2,
        },
        7,
      ],
      "dims": {
        "scan/deeper/image": [
          [
            "y",
            [
              "y",
            ],
            [
              "/scan/y",
            ],
          ],
          [
            "z",
            [],
            [],
          ],
        ],
        "scan/image": [
          [
            "",
            [
              "y",
            ],
            [
              "/scan/y",
            ],
          ],
          [
            "",
            [
              "x",
            ],
            [
              "/scan/x",
            ],
          ],
        ],
        "scan/labels": [
          [
            "",
            [
              "y",
            ],
            [
              "/scan/y",
            ],
          ],
          [
            "",
            [],
            [],
          ],
        ],
      },
      "external": [
        "other.h5",
        "/data",
        1,
      ],
      "large": [
        6666.333333333333,
        42,
        43,
      ],
      "links": {
        "elsewhere/external": "ExternalLink",
        "elsewhere/group": "HardLink",
        "elsewhere/image": "HardLink",
        "elsewhere/soft": "SoftLink",
        "links/above": "HardLink",
        "links/broken": "SoftLink",
        "links/hard": "HardLink",
        "links/later": "HardLink",
        "links/relative": "SoftLink",
        "links/soft": "SoftLink",
      },
      "maxshape": [
        null,
        20,
      ],
      "null": null,
      "object": "/elsewhere/image",
      "records": [
        {
          "box": [
            [
              1,
              2,
              3,
              4,
            ],
            [
              5,
              6,
              7,
              8,
            ],
          ],
          "kind": 1,
          "name": "first",
          "of": "reference",
        },
        {
          "box": [
            [
              1,
              2,
              3,
              4,
            ],
            [
              5,
              6,
              7,
              8,
            ],
          ],
          "kind": 1,
          "name": "second",
          "of": null,
        },
      ],
      "references": [
        3,
        4,
        2,
      ],
      "region": true,
      "same": true,
      "scales": [
        true,
        3,
      ],
    }
  `);
  const { root } = await openHdf5(fileOfBytes(new Uint8Array(await readFile(path))));
  const large = await root.open("large");
  expect(Object.keys(large?.kind === "group" ? large.attributes : {})).toHaveLength(101);
});

it("writes what netCDF-C reads, every axis a dimension", async () => {
  const file = join(folder, "scan.nc");
  const sink = createHdf5(await createFsFile(file), { dialect: "netcdf4" });
  await sink.createGroup("", { title: "a scan" });
  let total = 0;
  const write = async (path: string, change: Parameters<typeof arrayInfo>[1]) => {
    const dataType = change?.dataType ?? "uint16";
    const { data } = await writeSample(await sink.createArray(path, arrayInfo(dataType, change)));
    if (path.split("/").length === 2 && dataType !== "string")
      total += [...data].reduce<number>((sum, x) => sum + Number(x), 0);
  };
  const axis = { shape: [11], chunkShape: [11], dimensionNames: ["y"], attributes: { units: "m" } };
  await write("scan/y", axis);
  await write("scan/image", { dimensionNames: ["y", "x"], attributes: { scale: 1.5, list: [1, 2] } });
  await write("scan/deeper/image", { dimensionNames: ["y", "image"] });
  const texts = { dataType: "string", codecs: [{ name: "vlen-utf8" }], dimensionNames: ["y", null] } as const;
  await write("scan/texts", texts);
  await sink.close();
  const script = join(import.meta.dirname, "python", "check_netcdf.py");
  expect(JSON.parse(await python(script, file))).toEqual({
    dimensions: {},
    variables: {},
    attributes: { title: "a scan" },
    total,
    text: "é1",
    groups: {
      scan: {
        dimensions: { y: 11, x: 13, dimension_13: 13 },
        variables: {
          y: [["y"], { units: "m" }],
          image: [["y", "x"], { scale: "1.5", list: "[1 2]" }],
          texts: [["y", "dimension_13"], {}],
        },
        attributes: {},
        groups: {
          deeper: {
            dimensions: { image_13: 13 },
            variables: { image: [["y", "image_13"], {}] },
            attributes: {},
            groups: {},
          },
        },
      },
    },
  });
});
