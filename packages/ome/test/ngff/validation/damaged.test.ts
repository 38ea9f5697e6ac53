/** Metadata in which something has gone wrong: the validator finds it, whatever it is, and checks the rest. */

import { isStorageError, type JsonObject } from "@chunkwright/core";
import { damagedJson, seededRandom } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { checkNgffDocument, NGFF_RULES, type NgffFinding, validateNgff } from "../../../src/index.ts";
import { type FakeNodes, fakeGroup } from "../../fake-group.ts";
import { fakeSource } from "../../fake-pages.ts";

const ROUNDS = 5000;
const ODD = [
  null,
  true,
  -1,
  0,
  2.5,
  2 ** 53,
  "",
  ".",
  "../x",
  "0",
  "labels",
  "0.7",
  "__proto__",
  "long".repeat(200),
  [],
  [[]],
  [null],
  [{}],
  {},
  { path: 7 },
  { name: "x" },
];

const AXES = ["t", "c", "z", "y", "x"].map((name, i) => ({ name, type: ["time", "channel"][i] ?? "space" }));
const SCALE = { type: "scale", scale: [1, 1, 2, 0.5, 0.5] };
const TRANSLATION = { type: "translation", translation: [0, 0, 1, 2, 3] };
const OMERO = {
  version: "0.4",
  channels: [{ color: "FF0000", active: true, window: { min: 0, max: 255, start: 0, end: 9 }, label: "a" }],
  rdefs: { defaultT: 0, defaultZ: 0, model: "color" },
};
const LABEL = {
  version: "0.4",
  colors: [{ "label-value": 1, rgba: [1, 2, 3, 4] }],
  properties: [{ "label-value": 1, area: 2 }],
  source: { image: "../../" },
};
const PLATE = {
  version: "0.4",
  name: "p",
  field_count: 1,
  acquisitions: [{ id: 0, name: "a", maximumfieldcount: 1, starttime: 1, endtime: 2 }],
  rows: [{ name: "A" }],
  columns: [{ name: "1" }],
  wells: [{ path: "A/1", rowIndex: 0, columnIndex: 0 }],
};
const WELL = { version: "0.4", images: [{ path: "0", acquisition: 0 }] };

function image(version: string, coordinateTransformations = [SCALE, TRANSLATION]): JsonObject {
  const datasets = ["0", "1"].map((path) => ({ path, coordinateTransformations }));
  return { version, name: "a", axes: AXES, datasets, type: "mean", metadata: {} };
}

const SYSTEMS = {
  name: "a",
  coordinateSystems: ["physical", "world"].map((name) => ({ name, axes: AXES })),
  datasets: ["0", "1"].map((path) => ({
    path,
    coordinateTransformations: [
      {
        type: "sequence",
        input: { path },
        output: { name: "physical" },
        transformations: [SCALE, TRANSLATION],
      },
    ],
  })),
  coordinateTransformations: [
    {
      type: "byDimension",
      input: { name: "physical" },
      output: { name: "world" },
      transformations: [
        { input_axes: [0], output_axes: [0], transformation: { type: "affine", affine: [[1, 0]] } },
        {
          input_axes: [1, 2, 3, 4],
          output_axes: [1, 2, 3, 4],
          transformation: { type: "mapAxis", mapAxis: [0, 1, 2, 3] },
        },
      ],
    },
  ],
};

const DOCUMENTS: readonly JsonObject[] = [
  { multiscales: [{ version: "0.1", datasets: [{ path: "0" }, { path: "1" }] }], omero: OMERO },
  { multiscales: [{ version: "0.3", axes: ["t", "c", "z", "y", "x"], datasets: [{ path: "0" }] }] },
  { multiscales: [image("0.4")], omero: OMERO, "image-label": LABEL },
  { plate: PLATE },
  { well: WELL },
  { "bioformats2raw.layout": 3, series: ["0"], labels: ["a"] },
  { ome: { version: "0.5", multiscales: [image("0.5")], omero: OMERO, "image-label": LABEL } },
  {
    ome: {
      version: "0.5",
      plate: PLATE,
      well: WELL,
      "bioformats2raw.layout": 3,
      series: ["0"],
      labels: ["a"],
    },
  },
  { ome: { version: "0.6rc0", multiscales: [SYSTEMS] } },
  { ome: { version: "0.6rc0", scene: { coordinateTransformations: SYSTEMS.coordinateTransformations } } },
];

const level = () => fakeSource({ shape: [1, 1, 4, 4, 4], chunkShape: [1, 1, 2, 2, 2], dataType: "uint16" });

/** An image with a label image and a plate beside it, every group of it one that can be damaged. */
function hierarchy(version: "0.4" | "0.5"): FakeNodes {
  const members = (own: JsonObject): JsonObject => (version === "0.5" ? { ome: { version, ...own } } : own);
  const pyramid = { multiscales: [image(version)], omero: OMERO };
  return {
    "": members({ ...pyramid, plate: PLATE }),
    0: level(),
    1: level(),
    labels: members({ labels: ["a"] }),
    "labels/a": members({ multiscales: [image(version)], "image-label": LABEL }),
    "labels/a/0": level(),
    "labels/a/1": level(),
    "A/1": members({ well: WELL }),
    "A/1/0": members(pyramid),
    "A/1/0/0": level(),
    "A/1/0/1": level(),
  };
}

function expectFindings(findings: readonly NgffFinding[]): void {
  for (const { rule, message, severity, section } of findings) {
    expect({ severity, section }).toEqual(NGFF_RULES[rule]);
    expect(message).toMatch(/^\S/);
    expect(message.length).toBeLessThanOrEqual(300);
    expect(message).not.toContain("[object");
  }
}

describe("damaged metadata", () => {
  it(`gives findings for ${ROUNDS} documents, and never fails`, () => {
    const random = seededRandom(5);
    let wrong = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      let document = DOCUMENTS[round % DOCUMENTS.length]!;
      for (let times = 1 + random.below(3); times > 0; times -= 1) {
        const damaged = damagedJson(document, ODD, random);
        if (typeof damaged === "object" && !Array.isArray(damaged) && damaged !== null) {
          document = damaged as JsonObject;
        }
      }
      const { findings } = checkNgffDocument(document) ?? { findings: [] };
      expectFindings(findings);
      if (findings.some(({ severity }) => severity === "MUST")) wrong += 1;
    }
    expect(wrong).toBeGreaterThan(ROUNDS / 2);
  });

  it("gives findings for hierarchies in which a group is damaged", async () => {
    const random = seededRandom(6);
    const outcomes = { wrong: 0, right: 0, unsupported: 0 };
    for (let round = 0; round < ROUNDS / 5; round += 1) {
      const nodes = { ...hierarchy(round % 2 === 0 ? "0.4" : "0.5") };
      const groups = Object.keys(nodes).filter((path) => !("readChunk" in nodes[path]!));
      const path = groups[random.below(groups.length)]!;
      const damaged = damagedJson(nodes[path] as JsonObject, ODD, random);
      if (typeof damaged !== "object" || damaged === null || Array.isArray(damaged)) continue;
      nodes[path] = damaged as JsonObject;
      try {
        const { findings } = await validateNgff(fakeGroup(nodes));
        expectFindings(findings);
        const isWrong = findings.some(({ severity }) => severity === "MUST");
        outcomes[isWrong ? "wrong" : "right"] += 1;
      } catch (error) {
        // The root is of no version that is known, or none of OME-NGFF any more.
        if (path !== "" || !isStorageError(error, "unsupported")) throw error;
        outcomes.unsupported += 1;
      }
    }
    expect(outcomes.wrong).toBeGreaterThan(300);
    expect(outcomes.right).toBeGreaterThan(50);
  });
});
