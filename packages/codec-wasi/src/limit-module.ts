/**
 * A plugin's module with limits: what it may import, and how far its memory and tables may grow.
 *
 * An engine keeps to a memory's declared maximum, so a module whose maximum is written into it can ask for no more,
 * however it was built. What holds memory of other kinds (garbage-collected objects, 64-bit and shared memories) is
 * refused.
 *
 * @module
 */

import { type Bytes, concatBytes } from "@chunkwright/core";
import { ALLOWED_IMPORTS, WASI_MODULE } from "./allowed-imports.ts";
import {
  badModule,
  type ModuleReader,
  readByte,
  readName,
  readUnsigned,
  type Section,
  sectionsOf,
  unsigned,
  unsupportedModule,
} from "./module-reader.ts";

/** Section ids and tags, WebAssembly Core Specification 2.0 §5.3 to §5.5. */
const SECTION_TYPE = 1;
const SECTION_IMPORT = 2;
const SECTION_TABLE = 4;
const SECTION_MEMORY = 5;
const FUNCTION_TYPE = 0x60;
const IMPORTED_FUNCTION = 0;
const LIMITS_MIN = 0;
const LIMITS_MIN_MAX = 1;
/** i32, i64, f32, f64, v128, funcref, externref. */
const VALUE_TYPES: ReadonlySet<number> = new Set([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f]);
const REFERENCE_TYPES: ReadonlySet<number> = new Set([0x70, 0x6f]);

const PAGE = 65536;
const MAX_PAGES = 65536;
const MAX_TABLES = 16;
const MAX_TABLE_ELEMENTS = 65536;

/**
 * The module with `maxMemoryBytes` as the most that its memory grows to. Throws "unsupported", naming it, for an
 * import or a feature that plugins may not have, and "invalid-data" if it is not a module.
 */
export function limitModule(bytes: Bytes, maxMemoryBytes: number): Bytes {
  const sections = sectionsOf(bytes);
  const parts = sections.map((section) =>
    limitedSection(bytes, section, Math.min(Math.floor(maxMemoryBytes / PAGE), MAX_PAGES)),
  );
  const header = bytes.subarray(0, 8);
  return concatBytes([header, ...parts]);
}

function limitedSection(bytes: Bytes, section: Section, maxPages: number): ArrayLike<number> {
  const whole = bytes.subarray(section.start, section.end);
  const reader = { bytes: bytes.subarray(0, section.end), position: section.contents };
  switch (section.id) {
    case SECTION_TYPE:
      checkTypes(reader);
      return whole;
    case SECTION_IMPORT:
      checkImports(reader);
      return whole;
    case SECTION_TABLE:
      return rewritten(section, limitedTables(reader));
    case SECTION_MEMORY:
      return rewritten(section, limitedMemories(reader, maxPages));
    default:
      return whole;
  }
}

/** Function types of numbers, vectors and plain references: §5.3.5, and nothing of later versions. */
function checkTypes(reader: ModuleReader): void {
  const count = readUnsigned(reader);
  for (let i = 0; i < count; i += 1) {
    if (readByte(reader) !== FUNCTION_TYPE) throw unsupportedModule("types other than functions'");
    for (let values = 2; values > 0; values -= 1) {
      for (let left = readUnsigned(reader); left > 0; left -= 1) {
        if (!VALUE_TYPES.has(readByte(reader))) throw unsupportedModule("values of unknown types");
      }
    }
  }
}

function checkImports(reader: ModuleReader): void {
  for (let left = readUnsigned(reader); left > 0; left -= 1) {
    const module = readName(reader);
    const name = readName(reader);
    const isFunction = readByte(reader) === IMPORTED_FUNCTION;
    if (!isFunction || module !== WASI_MODULE || !ALLOWED_IMPORTS.has(name)) {
      throw unsupportedModule(`the import ${module}.${name}`);
    }
    readUnsigned(reader);
  }
}

function limitedTables(reader: ModuleReader): number[] {
  const count = readUnsigned(reader);
  if (count > MAX_TABLES) throw unsupportedModule(`${count} tables`);
  const contents = unsigned(count);
  for (let i = 0; i < count; i += 1) {
    const type = readByte(reader);
    if (!REFERENCE_TYPES.has(type)) throw unsupportedModule("tables of unknown types");
    contents.push(type, ...limits(reader, MAX_TABLE_ELEMENTS, "a table", "elements"));
  }
  return contents;
}

function limitedMemories(reader: ModuleReader, maxPages: number): number[] {
  const count = readUnsigned(reader);
  if (count !== 1) throw unsupportedModule(`${count} memories`);
  return [...unsigned(count), ...limits(reader, maxPages, "a memory", "pages")];
}

/** Limits with a maximum of `cap` at most. §5.3.7. */
function limits(reader: ModuleReader, cap: number, what: string, unit: string): number[] {
  const kind = readByte(reader);
  if (kind !== LIMITS_MIN && kind !== LIMITS_MIN_MAX) {
    throw unsupportedModule(`${what} that is shared or of 64 bits`);
  }
  const min = readUnsigned(reader);
  const max = kind === LIMITS_MIN_MAX ? readUnsigned(reader) : cap;
  if (min > cap) throw unsupportedModule(`${what} of ${min} ${unit}, ${cap} are allowed`);
  if (max < min) throw badModule(`${what} has ${min} ${unit} and ${max} at most`);
  return [LIMITS_MIN_MAX, ...unsigned(min), ...unsigned(Math.min(max, cap))];
}

function rewritten({ id }: Section, contents: readonly number[]): number[] {
  return [id, ...unsigned(contents.length), ...contents];
}
