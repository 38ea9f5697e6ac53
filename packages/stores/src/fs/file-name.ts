/**
 * Which segments of a key are valid file names.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { isTemporaryName } from "./temporary-name.ts";

/** Device names, with or without extension. Microsoft, "Naming Files, Paths, and Namespaces". */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Windows forbids them in names
const WINDOWS_FORBIDDEN = /[<>:"|?*\u0000-\u001f]/;

/**
 * Throws "invalid-data" if a segment of `key` is not a valid file name on `platform`, or one of our temporary files.
 */
export function checkFileNames(key: string, platform: string = process.platform): void {
  for (const segment of key.split("/")) {
    const fault = fileNameFault(segment, platform);
    if (fault) {
      throw new StorageError("invalid-data", `Cannot use key ${JSON.stringify(key)}: ${fault}`, {
        format: "key",
      });
    }
  }
}

/**
 * Why nothing can be called `name` on `platform`; `undefined` if it can. Node writes such names on Windows all the same:
 * other programs then cannot open the file, and what follows a colon becomes a part of it that they do not see.
 */
export function fileNameFault(name: string, platform: string = process.platform): string | undefined {
  if (isTemporaryName(name)) return `"${name}" names a file that is being written`;
  if (platform !== "win32") return undefined;
  if (WINDOWS_DEVICE.test(name)) return `"${name}" names a device on Windows`;
  if (/[. ]$/.test(name)) return `"${name}" ends in a dot or a space, which Windows drops`;
  if (WINDOWS_FORBIDDEN.test(name)) return `"${name}" has a character that Windows forbids in names`;
  return undefined;
}

/** Whether two paths differ only in case: on a file system that ignores case they are the same. */
export function differsInCase(a: string, b: string): boolean {
  const [one, other] = [a.normalize("NFC"), b.normalize("NFC")];
  return one !== other && one.toLowerCase() === other.toLowerCase();
}
