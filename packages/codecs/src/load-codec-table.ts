/**
 * Importing the default codec table when first needed, and no more of it than that: programs that leave decoding to
 * workers never load it, and most files need only the common codecs.
 *
 * @module
 */

import type { CodecSpec } from "@chunkwright/core";
import type { Codec } from "./codec.ts";
import type { CodecLookup, CodecTable } from "./codec-table.ts";

let common: CodecTable | undefined;
let whole: CodecTable | undefined;

/** A table for a pipeline; the table itself once it is there, so that coders need not wait. */
export function loadCodecsOf(codecs: readonly CodecSpec[]): CodecTable | Promise<CodecTable> {
  const table = whole ?? common;
  return table && hasAll(table, codecs) ? table : importCodecsOf(codecs);
}

/**
 * What `use` returns, or throws, given `table`; by default the default table. `use` runs twice if it asks for codecs that
 * have to be loaded first.
 */
export async function withCodecTable<T>(use: (table: CodecLookup) => T, table?: CodecTable): Promise<T> {
  const known = table ?? whole;
  if (known) return use(known);
  const missed = { any: false };
  try {
    const result = use(watched(await importCommon(), missed));
    if (!missed.any) return result;
  } catch (error) {
    if (!missed.any) throw error;
  }
  return use(await importWhole());
}

/** `table`, which notes in `missed` that it was asked for something else. */
function watched(table: CodecTable, missed: { any: boolean }): CodecLookup {
  const find = (name: string): Codec | undefined => {
    const codec = table.get(name);
    if (!codec) missed.any = true;
    return codec;
  };
  return { get: find, has: (name) => find(name) !== undefined };
}

function hasAll(table: CodecTable, codecs: readonly CodecSpec[]): boolean {
  return codecs.every(({ name }) => table.has(name));
}

async function importCodecsOf(codecs: readonly CodecSpec[]): Promise<CodecTable> {
  const table = await importCommon();
  return hasAll(table, codecs) ? table : importWhole();
}

async function importCommon(): Promise<CodecTable> {
  common ??= (await import("./common-codecs.ts")).commonCodecs;
  return common;
}

async function importWhole(): Promise<CodecTable> {
  whole ??= (await import("#codec-table")).codecTable;
  return whole;
}
