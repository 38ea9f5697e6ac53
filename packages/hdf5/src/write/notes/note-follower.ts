/**
 * Making a copy say again what notes say of its objects: links, datatypes, references.
 *
 * @module
 */

import {
  type ArrayInfo,
  ancestorsOf,
  type CheckedSink,
  type ChunkCoder,
  type ChunkSink,
  checkedSink,
  elementCount,
  encodeBase64,
  joinPath,
} from "@chunkwright/core";
import { NO_VARIABLE } from "../../object/dimension-names.ts";
import type { Datatype, Endian } from "../../type/datatype.ts";
import { normalizePath } from "../node-path.ts";
import type { ObjectRegistry } from "../object-registry.ts";
import type { DatasetChoices } from "../plan-dataset.ts";
import { printDatatype } from "../print/print-datatype.ts";
import { type CommittedDatatype, plainDatatype } from "../type/committed-datatype.ts";
import { isRecordOfText, isStoredAs } from "../type/element-datatype.ts";
import { recordsSink } from "../value/records-of-text.ts";
import { textAttribute } from "../value/typed-attribute.ts";
import { valuesDataset } from "../value/values-dataset.ts";
import type { ParsedNotes } from "./parse-notes.ts";

/** More records wait for no values. */
const MAX_RECORDS = 2 ** 20;

export class NoteFollower {
  readonly #objects: ObjectRegistry;
  readonly #coder: ChunkCoder;
  /** Hard links to what may be created later. */
  readonly #hardLinks = new Map<string, string>();
  readonly #aliases = new Set<string>();

  constructor(objects: ObjectRegistry, coder: ChunkCoder) {
    this.#objects = objects;
    this.#coder = coder;
  }

  /** Whether what is to be created at `path` is there by another path already: then it becomes a link to that. */
  isAlias(path: string, { sameAs }: ParsedNotes): boolean {
    if (ancestorsOf(path).some((parent) => this.#aliases.has(parent))) return true;
    const target = sameAs?.replace(/^\//, "");
    if (path === "" || target === undefined || target === path || !this.#objects.has(target)) return false;
    this.#objects.add(path, { kind: "link", target: { kind: "hard", path: target } });
    this.#aliases.add(path);
    return true;
  }

  /** The datatype where it has been committed, if it is there, else by itself. */
  #usable(datatype: Datatype | CommittedDatatype): Datatype | CommittedDatatype {
    if (datatype.class !== "committed") return datatype;
    const there = this.#objects.datatypeAt(datatype.path);
    const isThere = there && isSameDatatype(there, datatype.datatype);
    return isThere ? datatype : datatype.datatype;
  }

  /** What notes say of how a dataset is stored, if its elements can be. */
  choices(info: ArrayInfo, { datatype: noted, maxShape }: ParsedNotes): DatasetChoices {
    const { dataType, shape, codecs } = info;
    const endian = codecs[0]?.configuration?.endian === "big" ? "big" : "little";
    const datatype = noted && inOrder(noted, endian);
    const isGrowing =
      maxShape?.length === shape.length && shape.every((length, axis) => !(maxShape[axis]! < length));
    return {
      ...(datatype &&
        isStoredAs(plainDatatype(datatype), dataType, endian) && { datatype: this.#usable(datatype) }),
      ...(isGrowing && shape.length > 0 && { maxShape }),
    };
  }

  /** The sink of a dataset whose elements are not its chunks'; `undefined` for any other. */
  valuesSink(
    path: string,
    info: ArrayInfo,
    { datatype: noted, references, isNull }: ParsedNotes,
  ): CheckedSink | undefined {
    const { shape, attributes, dataType } = info;
    const count = elementCount(shape);
    if (!noted) return undefined;
    const used = this.#usable(noted);
    const datatype = plainDatatype(noted);
    const add = (values: ValuesOf) =>
      this.#objects.add(path, {
        kind: "values",
        dataset: valuesDataset(path, {
          datatype: used,
          shape: isNull && count === 0 ? undefined : shape,
          values,
          attributes,
        }),
        attributes,
      });
    if (isNull && count === 0) {
      add([]);
      return checkedSink(ignoringSink(info), path);
    }
    if (references?.length === count && dataType === `r${8 * datatype.byteLength}`) {
      add(references);
      return checkedSink(ignoringSink(info), path);
    }
    if (!isRecordOfText(datatype, dataType) || count > MAX_RECORDS) return undefined;
    return checkedSink(recordsSink(info, datatype, this.#coder, add), path);
  }

  /** Datatypes, links and attributes of what has been created at `path`. */
  follow(path: string, { datatypes, links, typed, isDimension }: ParsedNotes): void {
    for (const [name, datatype] of datatypes) {
      const at = normalizePath(joinPath(path, name));
      if (!this.#objects.has(at)) this.#objects.add(at, { kind: "datatype", datatype });
    }
    if (isDimension) this.#objects.setAttribute(path, "NAME", textAttribute(NO_VARIABLE));
    for (const [name, value] of typed) {
      const used = "datatype" in value ? { ...value, datatype: this.#usable(value.datatype) } : value;
      this.#objects.setAttribute(path, name, used);
    }
    for (const [name, target] of links) {
      const at = joinPath(path, name);
      if (target.kind === "hard") this.#hardLinks.set(at, target.path.replace(/^\//, ""));
      else if (!this.#objects.has(at)) this.#objects.add(normalizePath(at), { kind: "link", target });
    }
  }

  /** When everything has been created. */
  finish(): void {
    for (const [path, target] of this.#hardLinks) {
      const isPossible = !this.#objects.has(path) && (target === "" || this.#objects.has(target));
      if (isPossible)
        this.#objects.add(normalizePath(path), { kind: "link", target: { kind: "hard", path: target } });
    }
    this.#hardLinks.clear();
  }
}

function isSameDatatype(a: Datatype, b: Datatype): boolean {
  return encodeBase64(printDatatype(a)) === encodeBase64(printDatatype(b));
}

type ValuesOf = Parameters<typeof valuesDataset>[1]["values"];

/** For chunks of what is there already. */
export function ignoringSink(info: ArrayInfo): ChunkSink {
  return { info, writeChunk: async () => {}, writeEncodedChunk: async () => {}, close: async () => {} };
}

/** Enumerations in the byte order of the elements, which other formats may have changed. */
function inOrder(datatype: Datatype | CommittedDatatype, endian: Endian): Datatype | CommittedDatatype {
  const plain = plainDatatype(datatype);
  if (plain.class !== "enum" || plain.byteLength === 1 || plain.base.endian === endian) return datatype;
  return { ...plain, base: { ...plain.base, endian } };
}
