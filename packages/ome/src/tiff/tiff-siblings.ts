/**
 * The files that an OME-TIFF document spreads its planes over.
 *
 * @module
 */

import { isStorageError, StorageError } from "@chunkwright/core";
import { memoize } from "../memoize.ts";
import type { OmeTiffData } from "../ome-xml/ome-xml.ts";
import type { PlaneSite } from "./plane-places.ts";
import type { TiffPage, TiffPages } from "./tiff-pages.ts";

export interface SiblingOptions {
  /** The TIFF file that is open already, and its own UUID. */
  readonly file?: TiffPages | undefined;
  readonly uuid?: string | undefined;
  readonly openFile?: ((fileName: string) => Promise<TiffPages | undefined>) | undefined;
  /** Whether the document has all planes in one file: if that is not found, it is the one at hand, renamed. */
  readonly isOnly?: boolean;
}

/** Opens the page at a site; `undefined` if the site is implied and the file has fewer IFDs. */
export type OpenSite = (site: PlaneSite) => Promise<TiffPage | undefined>;

export function openSites({ file, uuid, openFile, isOnly = false }: SiblingOptions): OpenSite {
  const renamed = isOnly ? file : undefined;
  const openSibling = memoize(OPEN_FILES, async (fileName: string) => {
    const sibling = (await openFile?.(fileName)) ?? renamed;
    if (sibling) return sibling;
    if (!openFile) {
      throw new StorageError(
        "unsupported",
        `Cannot open ${fileName}, which holds planes of this image: no openFile option was given`,
        { format: "ome-tiff", feature: "planes in other files" },
      );
    }
    throw new StorageError("not-found", `Cannot find ${fileName}, which holds planes of this image`, {
      path: fileName,
    });
  });
  const fileOf = async (tiffData: OmeTiffData): Promise<TiffPages> => {
    const isUnnamed = tiffData.fileName === undefined && (tiffData.uuid === undefined || uuid === undefined);
    if (file && (isUnnamed || (uuid !== undefined && tiffData.uuid === uuid))) return file;
    if (tiffData.fileName !== undefined) return openSibling(plainFileName(tiffData.fileName));
    if (renamed) return renamed;
    throw new StorageError(
      "unsupported",
      `Cannot find the file with UUID ${tiffData.uuid ?? "(none)"}: the document does not name it`,
      { format: "ome-tiff", feature: "files without a name" },
    );
  };
  return async (site) => {
    const pages = await fileOf(site.tiffData);
    try {
      return await pages.ifd(site.ifd);
    } catch (cause) {
      if (!isStorageError(cause, "not-found")) throw cause;
      if (site.isImplied) return undefined;
      throw new StorageError(
        "invalid-data",
        `Cannot read a plane: OME-XML places it in IFD ${site.ifd}, which the file does not have`,
        { format: "ome-tiff" },
        { cause },
      );
    }
  };
}

/** Sibling files kept open. */
const OPEN_FILES = 64;

/**
 * The name of a file beside the one at hand, the last part of a path: old versions of Bio-Formats wrote absolute ones, which
 * say nothing of where the files are now, and documents are not trusted. Throws "unsupported" where that is no name.
 */
export function plainFileName(fileName: string): string {
  const name = fileName.slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1);
  if (name === "" || name === "." || name === ".." || /[:\0]/.test(name)) {
    throw new StorageError(
      "unsupported",
      `Cannot open ${JSON.stringify(fileName)}: only files beside this one are opened`,
      { format: "ome-tiff", feature: "files in other directories" },
    );
  }
  return name;
}
