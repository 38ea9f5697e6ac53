/**
 * Zarr in a ZIP file as a target: `.zarr.zip`, and `.ozx` as OME-NGFF RFC-9 has it.
 *
 * @module
 */

import { createZip, type ZipOptions } from "@chunkwright/stores/zip";
import type { Host } from "../../host.ts";
import type { TargetFile } from "../../place/target-file.ts";
import { UsageError } from "../../usage-error.ts";
import type { ParseTarget } from "../target.ts";
import { type OpenHierarchyFile, planHierarchyFile } from "./hierarchy-file.ts";
import type { HierarchyWriter } from "./hierarchy-target.ts";
import { parseZarrSettings, type ZarrSettings } from "./zarr-settings.ts";
import { zarrWriter } from "./zarr-target.ts";

/** The hierarchy is at the root of the archive; entries are stored, not compressed again. */
export const parseZipTarget: ParseTarget = (target, options) => {
  const settings = parseZarrSettings(options);
  const isOzx = /\.ozx$/i.test(target);
  if (isOzx && settings.zarrVersion !== 3) {
    throw new UsageError(
      `Cannot write ${target}: .ozx holds Zarr v3; leave out --zarr-version or name it .zarr.zip`,
    );
  }
  return {
    kind: "file",
    plan(source, host) {
      const open: OpenHierarchyFile = (file, { arrays }) =>
        zipWriter(file, isOzx ? ozxOptions(settings, arrays.length) : {}, settings, host);
      return planHierarchyFile(source, { ...settings, isVersionFixed: isOzx }, open, host);
    },
  };
};

async function zipWriter(
  file: TargetFile,
  options: ZipOptions,
  settings: ZarrSettings,
  host: Host,
): Promise<HierarchyWriter> {
  const archive = createZip(file, options);
  const writer = await zarrWriter(archive, settings, host);
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

/** Documents are usually shorter; what does not fit into the reserved space goes to the end. */
const DOCUMENT_BYTES = 4096;

/** The most that can be reserved. */
const MAX_RESERVED_BYTES = 60 * 1024;

/**
 * ZIP64, documents first in the file and in its directory, and a comment that says so: OME-NGFF RFC-9. There are
 * usually two groups around the arrays.
 */
function ozxOptions({ ngffVersion }: ZarrSettings, arrayCount: number): ZipOptions {
  const ome = { version: ngffVersion, zipFile: { centralDirectory: { jsonFirst: true } } };
  return {
    alwaysZip64: true,
    comment: JSON.stringify({ ome }),
    reservedBytes: Math.min((arrayCount + 2) * DOCUMENT_BYTES, MAX_RESERVED_BYTES),
  };
}
