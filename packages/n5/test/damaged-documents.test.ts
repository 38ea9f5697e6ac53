import { isStorageError, type Json } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { damagedJson, seededRandom } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { openN5 } from "../src/index.ts";
import { FIXTURES, readFixture } from "./fixture.ts";

const ODD: readonly Json[] = [
  null,
  -1,
  0,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  "",
  "gzip",
  [],
  [[]],
  [0, -1],
  [1e9, 1e9],
  {},
  { type: 3 },
  { type: "blosc", shuffle: "bit", cname: 1 },
  true,
];

it("openN5() opens or refuses damaged attributes, and does nothing else", async () => {
  const random = seededRandom(5);
  const documents = FIXTURES.flatMap((name) => Object.values(readFixture(name).documents));
  const outcomes = { opened: 0, refused: 0 };
  for (let round = 0; round < 3000; round += 1) {
    const damaged = JSON.stringify(
      damagedJson(JSON.parse(documents[random.below(documents.length)]!), ODD, random),
    );
    try {
      await openN5(memoryStore([["attributes.json", new TextEncoder().encode(damaged)]]));
      outcomes.opened += 1;
    } catch (error) {
      expect(isStorageError(error, "invalid-data", "unsupported"), `${damaged}: ${error}`).toBe(true);
      outcomes.refused += 1;
    }
  }
  expect(outcomes.refused).toBeGreaterThan(1000);
});
