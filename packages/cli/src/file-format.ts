/**
 * Recognising a file's format by its first bytes.
 *
 * @module
 */

/** HDF5 may begin behind user blocks of these lengths, which may hold anything, even the first bytes of a TIFF. */
const USER_BLOCK_BYTES = [512, 1024, 2048, 4096];

/** How much of a file `formatOf` needs. */
export const START_BYTES: number = 4096 + 16;

const SIGNATURES = [
  ["TIFF", [0x49, 0x49, 42, 0]],
  ["TIFF", [0x4d, 0x4d, 0, 42]],
  ["TIFF", [0x49, 0x49, 43, 0]],
  ["TIFF", [0x4d, 0x4d, 0, 43]],
  ["HDF5", [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["ZIP", [0x50, 0x4b, 3, 4]],
  ["ZIP", [0x50, 0x4b, 5, 6]],
] as const;

/** `undefined` for anything else; HDF5 may still follow a longer user block. */
export function formatOf(start: Uint8Array): "TIFF" | "HDF5" | "ZIP" | "XML" | "JSON" | undefined {
  if (USER_BLOCK_BYTES.some((length) => signatureOf(start.subarray(length)) === "HDF5")) return "HDF5";
  return signatureOf(start) ?? (isXml(start) ? "XML" : isJson(start) ? "JSON" : undefined);
}

/** Whether a server has answered with a page of HTML, as for missing files or for directories. */
export function isHtml(start: Uint8Array): boolean {
  return /^\s*<(?:!doctype html|html)\b/i.test(textOf(start));
}

/** The XML declaration may be left out, and comments stand before the root. XML 1.0 §2.8. */
function isXml(start: Uint8Array): boolean {
  return /^\s*<(?:\?xml|!--|[a-z_])/i.test(textOf(start)) && !isHtml(start);
}

/** An object with members, or none. RFC 8259 §2. */
function isJson(start: Uint8Array): boolean {
  return /^\s*\{\s*["}]/.test(textOf(start));
}

/** Without a byte order mark. */
function textOf(start: Uint8Array): string {
  return new TextDecoder().decode(start);
}

function signatureOf(start: Uint8Array) {
  return SIGNATURES.find(([, bytes]) => bytes.every((byte, i) => start[i] === byte))?.[0];
}
