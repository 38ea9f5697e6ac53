/**
 * A program: `node tiff-reader.js chunkwright|geotiff` answers the requests of tiff-tasks.ts, one a line, with
 * samples, and "digest" with the SHA-256 of an image's elements.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { answerRequests, repeatedSamples } from "../subject/answer-requests.ts";
import { type AskedProcess, askedProcess } from "../subject/asked-process.ts";
import { digestOfElements, type Elements } from "../subject/elements.ts";
import { openedOnce } from "../subject/opened-once.ts";
import type { ReadRequest, Window } from "./tiff-tasks.ts";

export type TiffReaderName = "chunkwright" | "geotiff";

/** Starts the program. */
export function startTiffReader(name: TiffReaderName): AskedProcess {
  return askedProcess(name, process.execPath, [fileURLToPath(import.meta.url), name]);
}

/** An open image, first of its file. Each call resolves with elements, chunky. */
interface TiffReader {
  readAll(): Promise<Elements>;
  readTile(y: number, x: number): Promise<unknown>;
  readWindow(window: Window): Promise<unknown>;
}

const OPEN: { readonly [name: string]: (path: string) => Promise<TiffReader> } = {
  async chunkwright(path) {
    const { readRegion } = await import("@chunkwright/core");
    const { openFsFile } = await import("@chunkwright/stores/fs");
    const { openTiff } = await import("@chunkwright/tiff");
    const source = (await (await openTiff(await openFsFile(path))).ifd(0)).source();
    const { shape } = source.info;
    const samples = shape.slice(2);
    const zeroes = samples.map(() => 0);
    return {
      async readAll() {
        const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
        if (Array.isArray(data)) throw new TypeError("Pixels are numbers");
        return data;
      },
      readTile: (y, x) => source.readChunk([y, x, ...zeroes]),
      readWindow: ({ y, x, side }) =>
        readRegion(source, { start: [y, x, ...zeroes], shape: [side, side, ...samples] }),
    };
  },
  async geotiff(path) {
    const { fromFile, getDecoder } = await import("geotiff");
    const image = await (await fromFile(path)).getImage();
    const { fileDirectory } = image;
    // What geotiff.js makes for itself in `readRasters`, and wants from whoever asks for a tile.
    const decoder = await getDecoder((await fileDirectory.loadValue("Compression")) ?? 1, {
      tileWidth: image.getTileWidth(),
      tileHeight: image.getTileHeight(),
      planarConfiguration: image.planarConfiguration,
      bitsPerSample: (await fileDirectory.loadValue("BitsPerSample")) ?? 1,
      predictor: (await fileDirectory.loadValue("Predictor")) ?? 1,
    });
    return {
      readAll: () => image.readRasters({ interleave: true }),
      readTile: (y, x) => image.getTileOrStrip(x, y, 0, decoder),
      readWindow: ({ y, x, side }) =>
        image.readRasters({ window: [x, y, x + side, y + side], interleave: true }),
    };
  },
};

interface Asked extends ReadRequest {
  readonly path: string;
  readonly leastMs: number;
}

async function serve(name: string): Promise<void> {
  const open = OPEN[name];
  if (!open) throw new Error(`There is no reader ${name}`);
  const readerOf = openedOnce(open);
  const sample = repeatedSamples();
  const sampleOf = (operation: (reader: TiffReader, request: ReadRequest) => Promise<unknown>) => {
    return async (request: Asked) => {
      const { do: name, path, leastMs } = request;
      const reader = await readerOf(path);
      return sample(`${name} ${path}`, () => operation(reader, request), leastMs);
    };
  };
  await answerRequests<Asked>({
    async digest({ path }) {
      return digestOfElements(await (await readerOf(path)).readAll());
    },
    sample: sampleOf((reader) => reader.readAll()),
    sample_tiles: sampleOf(async (reader, { tiles = [] }) => {
      for (const [y, x] of tiles) await reader.readTile(y, x);
    }),
    sample_windows: sampleOf(async (reader, { windows = [] }) => {
      for (const window of windows) await reader.readWindow(window);
    }),
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve(process.argv[2] ?? "");
