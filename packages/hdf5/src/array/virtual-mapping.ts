/**
 * The mappings of a virtual dataset: which part of it is which part of which dataset. HDF5 File Format Specification
 * 4.0 §III.F.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { FieldReader } from "../file/field-reader.ts";
import { checkChecksum } from "../file/metadata-checksum.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import { heapObject, readCollection } from "../heap/global-heap.ts";
import { parseSelection, type Selection } from "./selection.ts";

export interface VirtualMapping {
  /** "." for the same file. `%b` in either name counts the blocks of an unlimited selection. */
  readonly file: string;
  readonly dataset: string;
  readonly source: Selection;
  readonly target: Selection;
}

/** Whether the names count the blocks of an unlimited selection: a source for each. */
export function isCounted({ file, dataset }: VirtualMapping): boolean {
  return [file, dataset].some((name) => /(?:^|[^%])(?:%%)*%b/.test(name));
}

/** The names with `%b` as the number of the block, and `%%` as a percent sign. */
export function countedNames(
  { file, dataset }: VirtualMapping,
  number?: number,
): Pick<VirtualMapping, "file" | "dataset"> {
  const unescaped = (name: string) =>
    name.replace(/%[%b]/g, (code) => (code === "%%" ? "%" : number === undefined ? code : String(number)));
  return { file: unescaped(file), dataset: unescaped(dataset) };
}

const FILE_SHARED = 1;
const DATASET_SHARED = 2;
const SAME_FILE = 4;

/**
 *    0  1  version, 0 or 1
 *    1  L  number of entries
 *          entries: in version 1 a byte of flags; source file name, source dataset name, both NUL-terminated (in
 *          version 1 perhaps the number of an earlier entry with the same one, L bytes, or nothing for the same file);
 *          source selection, virtual selection
 *       4  checksum
 */
export async function readMappings(
  context: Hdf5Context,
  address: number,
  index: number,
  options?: CallOptions,
): Promise<readonly VirtualMapping[]> {
  const what = "the mappings of a virtual dataset";
  const bytes = heapObject(await readCollection(context, address, options), { address, index });
  checkChecksum(bytes, what);
  const fields = new FieldReader(bytes.subarray(0, -4), what, context);
  const version = fields.version(0, 1);
  const count = fields.length();
  const mappings: VirtualMapping[] = [];
  const earlier = (): VirtualMapping => {
    const n = fields.length();
    const mapping = mappings[n];
    if (mapping) return mapping;
    throw invalidHdf5(`Cannot read ${what}: entry ${mappings.length} refers to entry ${n}`, {
      section: "§III.F",
    });
  };
  for (let n = 0; n < count; n += 1) {
    const flags = version === 1 ? fields.u8() : 0;
    const file = flags & SAME_FILE ? "." : flags & FILE_SHARED ? earlier().file : fields.cstring();
    const dataset = flags & DATASET_SHARED ? earlier().dataset : fields.cstring();
    mappings.push({ file, dataset, source: parseSelection(fields), target: parseSelection(fields) });
  }
  return mappings;
}
