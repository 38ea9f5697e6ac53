/**
 * Where planes lie: TiffData elements. ome.xsd 2016-06, TiffData.
 *
 * @module
 */

import { printAttributes } from "./print-attributes.ts";

/** A file as documents refer to it. */
export interface OmeFile {
  readonly name: string;
  /** `urn:uuid:` and the UUID: readers recognise a renamed file by it. */
  readonly uuid: string;
}

/** An element for planes of `file`; `prefix` stands before local names of elements. */
export function printTiffData(
  values: Readonly<Record<string, number>>,
  file: OmeFile | undefined,
  prefix = "",
): string {
  const element = `${prefix}TiffData`;
  const start = `<${element}${printAttributes(values)}`;
  if (!file) return `${start}/>`;
  const name = printAttributes({ FileName: file.name });
  return `${start}><${prefix}UUID${name}>${file.uuid}</${prefix}UUID></${element}>`;
}
