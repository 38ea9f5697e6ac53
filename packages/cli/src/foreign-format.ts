/**
 * Formats that are not ours, told by their first bytes, so that the error can name them and a way out.
 *
 * @module
 */

/** In the words of a message, as "Zeiss CZI"; `undefined` for anything else. Needs the first `START_BYTES` of the file. */
export function foreignFormatOf(start: Uint8Array): string | undefined {
  const text = Buffer.from(start).toString("latin1");
  return FORMATS.find(([, offset, signature]) => text.startsWith(signature, offset))?.[0];
}

/** What Bio-Formats reads and we do not, beginning with what microscopes write. */
const FORMATS = [
  ["Zeiss CZI", 0, "ZISRAWFILE"],
  ["Nikon ND2", 0, "\xda\xce\xbe\x0a"],
  ["Leica LIF", 13, "<\0L\0M\0S\0"],
  ["an OLE2 file, as Olympus OIB and Zeiss ZVI are", 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["CellSens ETS", 0, "SIS\0"],
  ["DeltaVision", 96, "\xa0\xc0"],
  ["MRC", 208, "MAP "],
  ["DICOM", 128, "DICM"],
  ["NIfTI", 344, "n+1\0"],
  ["NRRD", 0, "NRRD000"],
  ["JPEG 2000", 4, "jP  \r\n\x87\n"],
  ["JPEG", 0, "\xff\xd8\xff"],
  ["PNG", 0, "\x89PNG\r\n\x1a\n"],
] as const;
