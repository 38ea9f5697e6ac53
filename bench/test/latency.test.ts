/** Requests are the same on every machine: here they are held to what `bench latency` is about. */

import type { HttpOptions } from "@chunkwright/stores/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLatencyScene } from "../src/latency/latency-reader.ts";
import {
  LATENCY_FORMATS,
  type LatencyFormat,
  type LatencyScene,
  latencyElement,
  latencyKey,
  writeLatencyScene,
} from "../src/latency/latency-scene.ts";
import { type LatencyServer, startLatencyServer } from "../src/latency/latency-server.ts";
import { LatencyValues } from "../src/latency/latency-value.ts";

/** Small chunks, so that tables and indices are as long as those of large images. */
const PLANES: LatencyScene = {
  name: "planes",
  axes: "cyx",
  shape: [2, 4096, 4096],
  chunkShape: [1, 64, 64],
  shardShape: [1, 1024, 1024],
};
const VOLUME: LatencyScene = {
  name: "volume",
  axes: "tzyx",
  shape: [3, 256, 256, 256],
  chunkShape: [1, 32, 32, 32],
  shardShape: [1, 256, 256, 256],
};
/** None of them where files begin or end, which is read along with other things. */
const CHUNKS = new Map<LatencyScene, readonly (readonly number[])[]>([
  [
    PLANES,
    [
      [1, 50, 9],
      [0, 20, 1],
      [1, 40, 63],
      [0, 31, 40],
    ],
  ],
  [
    VOLUME,
    [
      [2, 5, 3, 5],
      [0, 4, 1, 0],
      [1, 2, 7, 7],
      [2, 0, 0, 0],
    ],
  ],
]);

let server: LatencyServer;

beforeAll(async () => {
  const values = new LatencyValues();
  for (const scene of CHUNKS.keys()) {
    for (const format of LATENCY_FORMATS) await writeLatencyScene(scene, format, values);
  }
  server = await startLatencyServer(values.values);
}, 60_000);

afterAll(() => server.close());

/** Sends what is asked for at about the same time together, and counts how often that happens. */
function countingRounds() {
  let round: Promise<void> | undefined;
  const http = {
    rounds: 0,
    async fetch(url: string, init: RequestInit): Promise<Response> {
      if (!round) {
        http.rounds += 1;
        round = new Promise((resolve) => {
          setTimeout(() => {
            round = undefined;
            resolve();
          }, 20);
        });
      }
      await round;
      return fetch(url, init);
    },
  };
  return http;
}

const open = (scene: LatencyScene, format: LatencyFormat, http?: HttpOptions) =>
  openLatencyScene(scene, format, `${server.url}/${latencyKey(scene, format)}`, http);

/** Requests to open, for the first chunk, and for each after it: shards have an index each. */
const REQUESTS = [
  [PLANES, "zarr", 1, 1, [1, 1, 1]],
  [PLANES, "shards", 1, 2, [2, 2, 2]],
  [PLANES, "zip", 3, 1, [1, 1, 1]],
  [PLANES, "n5", 1, 1, [1, 1, 1]],
  [PLANES, "tiff", 1, 2, [1, 1, 1]],
  [PLANES, "hdf5", 1, 2, [1, 1, 1]],
  [VOLUME, "zarr", 1, 1, [1, 1, 1]],
  [VOLUME, "shards", 1, 2, [2, 2, 1]],
  [VOLUME, "zip", 2, 1, [1, 1, 1]],
  [VOLUME, "n5", 1, 1, [1, 1, 1]],
  // A tile of each of 32 planes; at first the pages up to theirs too, in as many runs as answers come in between.
  [VOLUME, "tiff", 1, expect.toSatisfy((requests) => requests > 32 && requests <= 40), [32, 32, 32]],
  [VOLUME, "hdf5", 1, 2, [1, 1, 1]],
] as const;

for (const [scene, format, toOpen, forFirst, forOthers] of REQUESTS) {
  test(`${scene.name} as ${format}: requests to open, for the first chunk and for others, in at most 4 rounds to the first`, async () => {
    await server.take();
    const http = countingRounds();
    const reader = await open(scene, format, http);
    const counts = [(await server.take()).requests];
    let rounds = 0;
    for (const index of CHUNKS.get(scene)!) {
      const data = await reader.read(index);
      rounds ||= http.rounds;
      counts.push((await server.take()).requests);
      expect([data[0], data[data.length - 1]]).toEqual(
        [0, data.length - 1].map((i) => latencyElement(index, i)),
      );
    }
    expect(counts).toEqual([toOpen, forFirst, ...forOthers]);
    expect(rounds).toBeLessThanOrEqual(4);
  });
}
