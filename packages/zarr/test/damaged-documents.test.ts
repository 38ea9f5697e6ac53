import { isStorageError, type Json } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { damagedJson, seededRandom } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { openZarr } from "../src/index.ts";
import { FIXTURES, readFixture } from "./fixture.ts";

const ODD: readonly Json[] = [
  null,
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  "",
  "gzip",
  "NaN",
  [],
  [[]],
  [0, -1],
  [1e9, 1e9, 1e9],
  {},
  { name: "sharding_indexed" },
  { name: "bytes", configuration: [] },
  { id: 3 },
  true,
];

it("openZarr() opens or refuses damaged documents, and does nothing else", async () => {
  const random = seededRandom(7);
  const names = [...FIXTURES, ...["v2", "v3", "v3_small"].map((name) => `types/${name}`)];
  const documents = names.flatMap((name) => Object.entries(readFixture(name).documents));
  const outcomes = { opened: 0, refused: 0 };
  for (let round = 0; round < 6000; round += 1) {
    const [key, text] = documents[random.below(documents.length)]!;
    const name = key.slice(key.lastIndexOf("/") + 1);
    const damaged = JSON.stringify(damagedJson(JSON.parse(text), ODD, random));
    try {
      await openZarr(memoryStore([[name, new TextEncoder().encode(damaged)]]));
      outcomes.opened += 1;
    } catch (error) {
      expect(isStorageError(error, "invalid-data", "unsupported"), `${name} ${damaged}: ${error}`).toBe(true);
      outcomes.refused += 1;
    }
  }
  expect(outcomes.refused).toBeGreaterThan(1000);
});
