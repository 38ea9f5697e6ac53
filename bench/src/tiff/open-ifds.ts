/**
 * A program: `node open-ifds.js chunkwright|geotiff FILE` opens every IFD of a TIFF file, adds up their widths, and
 * says on stdout what that took, its own start-up and the loading of modules apart.
 *
 * @module
 */

import { openFsFile } from "@chunkwright/stores/fs";
import { openTiff } from "@chunkwright/tiff";
import { fromFile } from "geotiff";

const READERS: { readonly [name: string]: (path: string) => Promise<number> } = {
  async chunkwright(path) {
    const file = await openFsFile(path);
    let sum = 0;
    for await (const { width } of (await openTiff(file)).ifds()) sum += width ?? 0;
    await file.close();
    return sum;
  },
  async geotiff(path) {
    const tiff = await fromFile(path);
    const count = await tiff.getImageCount();
    let sum = 0;
    for (let n = 0; n < count; n += 1) sum += (await tiff.getImage(n)).getWidth();
    tiff.close();
    return sum;
  },
};

const [name = "", path = ""] = process.argv.slice(2);
const before = process.cpuUsage();
const start = performance.now();
const sum = await READERS[name]?.(path);
const wall = performance.now() - start;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1000, sum }));
