/**
 * Others that read single chunks over HTTP: libraries, Python's, and a bare request for the bytes.
 *
 * @module
 */

import { type ChunkIndex, chunkRegion } from "@chunkwright/core";
import { packageName } from "../measure/environment.ts";
import type { PythonRival } from "../subject/python-rival.ts";
import type { LatencyReader } from "./latency-reader.ts";
import { type LatencyFormat, type LatencyScene, latencyKey } from "./latency-scene.ts";

/** The key of the file that libhdf5 wrote. */
export const LIBHDF5: "libhdf5" = "libhdf5";

/** What is read, of our making or not. */
export type LatencyCase = LatencyFormat | typeof LIBHDF5;

export function latencyCaseKey(scene: LatencyScene, format: LatencyCase): string {
  return format === LIBHDF5 ? `${scene.name}/libhdf5.h5` : latencyKey(scene, format);
}

export interface LatencySubject {
  readonly name: string;
  /** Whether several chunks can be under way. */
  readonly isParallel: boolean;
  open(scene: LatencyScene, format: LatencyCase, url: string): Promise<LatencyReader>;
  /** Formats that it reads. */
  readonly formats: readonly LatencyCase[];
}

/** What no reader can undercut: chunks that are values, asked for by their key. */
export const FLOOR: LatencySubject = {
  name: "a bare request",
  isParallel: true,
  formats: ["zarr"],
  open: async (_scene, _format, url) => ({
    async read(index) {
      const response = await fetch(`${url}c/${index.join("/")}`);
      return new Uint16Array(await response.arrayBuffer());
    },
  }),
};

export async function zarritaSubject(): Promise<LatencySubject> {
  const { FetchStore, open } = await import("zarrita");
  return {
    name: packageName("zarrita"),
    isParallel: true,
    formats: ["zarr", "shards"],
    async open(_scene, _format, url) {
      const array = await open.v3(new FetchStore(url), { kind: "array" });
      return {
        async read(index) {
          const { data } = await array.getChunk([...index]);
          if (data instanceof Uint16Array) return data;
          throw new Error("it reads no uint16");
        },
      };
    },
  };
}

export async function geotiffSubject(): Promise<LatencySubject> {
  const { fromUrl } = await import("geotiff");
  return {
    name: packageName("geotiff"),
    isParallel: true,
    formats: ["tiff"],
    async open(scene, _format, url) {
      const file = await fromUrl(url);
      return {
        async read(index) {
          const { start, shape } = chunkRegion(scene, index);
          const [y = 0, x = 0] = start.slice(-2);
          const [rows = 1, columns = 1] = shape.slice(-2);
          const data = new Uint16Array(shape.reduce((product, length) => product * length, 1));
          const window = [x, y, x + columns, y + rows];
          const plane = async (page: number, at: number): Promise<void> => {
            const image = await file.getImage(page);
            const pixels = await image.readRasters({ window, interleave: true });
            data.set(pixels, at * rows * columns);
          };
          await Promise.all(pagesOf(scene, index).map(plane));
          return data;
        },
      };
    },
  };
}

/** Numbers of the pages that hold a chunk. */
function pagesOf(scene: LatencyScene, index: ChunkIndex): readonly number[] {
  const { start, shape } = chunkRegion(scene, index);
  const outer = scene.shape.slice(0, -2);
  const first = outer.reduce((page, length, axis) => page * length + start[axis]!, 0);
  return Array.from({ length: shape[outer.length - 1]! }, (_, i) => first + i);
}

/** h5py and tifffile on fsspec's cache of a remote file, as fsspec's own HTTP files use it. */
export function pythonSubjects(python: PythonRival): readonly LatencySubject[] {
  const subject = (library: string, formats: readonly LatencyCase[]): LatencySubject => ({
    name: `${python.versions.get(library)} on fsspec`,
    isParallel: false,
    formats,
    async open(scene, _format, url) {
      await python.ask({ do: "open", library, url });
      return {
        async read(index) {
          const { start, shape } = chunkRegion(scene, index);
          const ends = await python.ask({ do: "read", start, shape });
          if (!Array.isArray(ends)) throw new Error("Python gave no elements");
          return ends.map(Number);
        },
      };
    },
  });
  return [subject("h5py", ["hdf5", LIBHDF5]), subject("tifffile", ["tiff"])];
}
