/** Plates whose indices are damaged: images, or typed errors. */

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isStorageError } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { seededRandom } from "@chunkwright/testkit";
import { expect, it } from "vitest";
import { readPlateFolder, type SeriesStore } from "../../../src/index.ts";
import { FIXTURES, optionsOf } from "./plate-fixtures.ts";

const INDEX = /\.(xml|HTD|mlf|mrf|mes|wpi|xdce|exp|plt|xyz)$/;
const OPENED = /^(Index\..*xml|MeasurementIndex.*|.*\.HTD|.*\.mlf|.*\.xdce|experiment_.*|.*\.exp)$/;
const ROUNDS = 30;

const CASES = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    const files = readdirSync(resolve(FIXTURES, name), { recursive: true, encoding: "utf8" });
    const index = files.find((file) => OPENED.test(file))!;
    return files.flatMap((file) => (INDEX.test(file) ? [[name, file, index] as const] : []));
  });

it.each(CASES)("%s with a damaged %s", async (folder, damaged, index) => {
  const random = seededRandom(17);
  const whole = new Uint8Array(readFileSync(resolve(FIXTURES, folder, damaged)));
  const store = fsStore(resolve(FIXTURES, folder));
  for (let round = 0; round < ROUNDS; round += 1) {
    const bytes = round % 10 === 0 ? whole.slice(0, random.below(whole.length)) : whole.slice();
    // Digits, which leave most documents well-formed.
    for (let i = 0; i <= random.below(3); i += 1) bytes[random.below(bytes.length)] = 48 + random.below(10);
    const get: SeriesStore["get"] = async (key, options) =>
      key === damaged ? bytes : store.get(key, options);
    try {
      const { images } = await readPlateFolder(index, optionsOf({ ...store, get }));
      expect(images.length).toBeGreaterThan(0);
    } catch (error) {
      if (!isStorageError(error)) throw error;
    }
  }
});
