/**
 * Zarr in a ZIP file as a target: `.zarr.zip`, and `.ozx` as OME-NGFF RFC-9 has it.
 *
 * @module
 */

import { createFsFile, type FsFileSink } from "@chunkwright/stores/fs";
import { createZip } from "@chunkwright/stores/zip";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { parseZarrSettings, type ZarrSettings } from "../zarr-settings.ts";
import { type HierarchyWriter, planHierarchyJob } from "./hierarchy-target.ts";
import type { TargetFormat } from "./target.ts";
import { zarrWriter } from "./zarr-target.ts";

/** The hierarchy lies at the root of the archive; entries are stored, not compressed once more. */
export const zipTarget: TargetFormat = {
  name: "zip",
  fits: (path) => /\.(zip|ozx)$/i.test(path),
  parse(target, options) {
    const settings = parseZarrSettings(options);
    const isOzx = /\.ozx$/i.test(target);
    if (isOzx && settings.zarrVersion !== 3) {
      throw new UsageError(
        `Cannot write ${target}: .ozx holds Zarr v3; leave out --zarr-version or name it .zarr.zip`,
      );
    }
    return {
      kind: "file",
      async plan(source, terminal) {
        let file: FsFileSink | undefined;
        const create = async (path: string) => {
          file = await createFsFile(path);
          return zipWriter(file, isOzx, settings, terminal);
        };
        const job = await planHierarchyJob(source, settings, create, terminal);
        return {
          ...job,
          async run(workingPath, onChunk) {
            try {
              return await job.run(workingPath, onChunk);
            } finally {
              // Harmless where the archive is complete.
              await file?.abort();
            }
          },
        };
      },
    };
  },
};

async function zipWriter(
  file: FsFileSink,
  isOzx: boolean,
  settings: ZarrSettings,
  terminal: Terminal,
): Promise<HierarchyWriter> {
  const archive = createZip(file, isOzx ? { alwaysZip64: true, comment: ozxComment(settings) } : {});
  const writer = await zarrWriter(archive, settings, terminal);
  return {
    ...writer,
    sink: {
      ...writer.sink,
      async close() {
        await writer.sink.close();
        await archive.close();
      },
    },
  };
}

/** Tells that this is OME-Zarr, and that documents come first in the directory. OME-NGFF RFC-9. */
function ozxComment({ ngffVersion }: ZarrSettings): string {
  return JSON.stringify({
    ome: { version: ngffVersion, zipFile: { centralDirectory: { jsonFirst: true } } },
  });
}
