/** Every case of the specification's own, judged without being told its version: valid or not, and strictly so or not. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "@chunkwright/core";
import { hasShared, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { checkNgffDocument, type ReadableNgffVersion } from "../../../src/index.ts";

interface Case {
  readonly name: string;
  readonly attributes: JsonObject;
  readonly isValid: boolean;
  /** Whether what the specification merely recommends counts too. */
  readonly isStrict: boolean;
}

function readDocument(...path: readonly string[]): JsonObject {
  const text = readFileSync(sharedPath("corpus/ngff", ...path), "utf8");
  return JSON.parse(text.replace(/^\s*\/\/.*$/gm, ""));
}

/** 0.1 to 0.3: examples in folders. */
function exampleCases(version: string): Case[] {
  const root = sharedPath("corpus/ngff", version, "examples");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({
      name,
      attributes: readDocument(version, "examples", name),
      isValid: name.split("/")[1] === "valid",
      isStrict: false,
    }));
}

/** 0.4 and 0.5: suites, strict ones among them; and examples, which are all strictly valid. */
function suiteCases(version: string): Case[] {
  const suites = readdirSync(sharedPath("corpus/ngff", version, "tests")).flatMap((file) => {
    const { tests } = readDocument(version, "tests", file) as unknown as {
      tests: readonly { formerly: string; data: JsonObject; valid: boolean }[];
    };
    return tests.map(({ formerly, data, valid }) => ({
      name: `${file} ${formerly}`,
      attributes: data,
      isValid: valid,
      isStrict: file.startsWith("strict"),
    }));
  });
  const root = sharedPath("corpus/ngff", version, "examples");
  const examples = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json") && !name.endsWith(".config.json"))
    .map((name) => {
      const document = readDocument(version, "examples", name);
      const attributes = isJsonObject(document.attributes) ? document.attributes : document;
      return { name, attributes, isValid: true, isStrict: name.includes("_strict/") };
    });
  return [...suites, ...examples];
}

/** 0.6rc0: cases about images, labels, plates and wells; of transformations, those that images have. */
function candidateCases(): Case[] {
  const root = sharedPath("corpus/ngff/0.6rc0/tests/attributes");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) =>
      /^(spec|strict)\/(valid|invalid)\/(image|label|plate|well|transforms)\/.*\.json$/.test(name),
    )
    .map((name) => ({
      name,
      attributes: readDocument("0.6rc0", join("tests/attributes", name)),
      isValid: name.split("/")[1] === "valid",
      isStrict: name.startsWith("strict/"),
    }));
}

const CASES: readonly (readonly [version: ReadableNgffVersion, count: number, cases: () => Case[]])[] = [
  ["0.1", 26, () => exampleCases("0.1")],
  ["0.2", 14, () => exampleCases("0.2")],
  ["0.3", 20, () => exampleCases("0.3")],
  ["0.4", 102, () => suiteCases("0.4")],
  ["0.5", 96, () => suiteCases("0.5")],
  ["0.6", 135, candidateCases],
];

describe.skipIf(!hasShared("corpus/ngff")).each(CASES)("OME-NGFF %s", (_, count, cases) => {
  it("is judged as the specification judges its cases", () => {
    const all = cases();
    const judged = all.map(({ name, attributes, isStrict, isValid }) => {
      const { findings = [] } = checkNgffDocument(attributes) ?? {};
      const counted = findings.filter(({ severity }) => isStrict || severity === "MUST");
      return { name, isValid: counted.length === 0, expected: isValid, findings: counted };
    });
    const wrong = judged.filter(({ isValid, expected }) => isValid !== expected);
    expect(wrong).toEqual([]);
    expect(all.length).toBe(count);
  });
});
