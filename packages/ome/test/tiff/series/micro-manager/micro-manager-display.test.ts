import { resolve } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { openTiff } from "@chunkwright/tiff";
import { expect, it } from "vitest";
import { readMicroManagerFolder, type SeriesStore } from "../../../../src/index.ts";
import {
  MICRO_MANAGER_DISPLAY,
  parseMicroManagerDisplay,
} from "../../../../src/tiff/series/micro-manager/micro-manager-display.ts";

const parse = (text: string) => parseMicroManagerDisplay(new TextEncoder().encode(text));

const DISPLAY = JSON.stringify({
  Channels: [
    { Name: "Cy5", Color: -65536, Min: 100, Max: 2000, HistogramMax: 4095, Gamma: 1, DisplayMode: 3 },
    { Name: "DAPI", Color: -16776961, Min: 0, Max: -1, HistogramMax: -1, DisplayMode: 3 },
  ],
  Comments: { Summary: "" },
});

it("parseMicroManagerDisplay() reads colours and windows that are set", () => {
  expect(parse(DISPLAY)).toEqual([
    { color: 0xff0000, window: { min: 0, max: 4095, start: 100, end: 2000 } },
    { color: 0x0000ff },
  ]);
});

it("parseMicroManagerDisplay() tells nothing for damaged and other documents", () => {
  expect(parse(DISPLAY.slice(0, 50))).toEqual([]);
  expect(parse("[]")).toEqual([]);
  expect(parse('{"Channels": {}}')).toEqual([]);
  expect(parse('{"Channels": [3, {"Color": "red", "Min": 5, "Max": 5}, {"Color": 1.5}]}')).toEqual([
    {},
    {},
    {},
  ]);
});

it("readMicroManagerFolder() shows channels so, for positions in directories, too", async () => {
  const open = async (folder: string) => {
    const store = fsStore(resolve(import.meta.dirname, "../../../fixtures/series", folder));
    const get: SeriesStore["get"] = async (key, options) =>
      key === MICRO_MANAGER_DISPLAY ? new TextEncoder().encode(DISPLAY) : store.get(key, options);
    return (await readMicroManagerFolder({ store: { ...store, get }, openTiff }))!.images;
  };
  const [whole] = await open("micro-manager-1.4");
  expect(whole?.channels).toMatchObject([
    { name: "Cy5", color: 0xff0000, window: { start: 100 } },
    { name: "DAPI", color: 0x0000ff },
  ]);
  for (const { channels } of await open("micro-manager-2.0")) {
    expect(channels).toMatchObject([{ name: "Default", color: 0xff0000 }]);
  }
});
