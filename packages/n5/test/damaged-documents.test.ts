import { isStorageError } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { seededRandom } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { openN5 } from "../src/index.ts";
import { FIXTURES, readFixture } from "./fixture.ts";

const ODD: readonly unknown[] = [
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

/** A copy of a JSON value in which one value somewhere is another, or gone. */
function damage(value: unknown, pick: (count: number) => number): unknown {
  if (typeof value !== "object" || value === null || pick(4) === 0) return ODD[pick(ODD.length)];
  const keys = Object.keys(value);
  const key = keys[pick(keys.length)];
  if (key === undefined) return ODD[pick(ODD.length)];
  const copy = structuredClone(value) as Record<string, unknown>;
  if (pick(6) === 0) delete copy[key];
  else copy[key] = damage(copy[key], pick);
  return copy;
}

it("openN5() opens or refuses damaged attributes, and does nothing else", async () => {
  const { below: pick } = seededRandom(5);
  const documents = FIXTURES.flatMap((name) => Object.values(readFixture(name).documents));
  const outcomes = { opened: 0, refused: 0 };
  for (let round = 0; round < 3000; round += 1) {
    const damaged = JSON.stringify(damage(JSON.parse(documents[pick(documents.length)]!), pick));
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
