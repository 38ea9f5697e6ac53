/**
 * Importing the default codec table when first needed: programs that leave decoding to workers never load it.
 *
 * @module
 */

import type { CodecTable } from "./codec-table.ts";

let known: CodecTable | undefined;

/** The table itself once it is there, so that coders need not wait. */
export function loadCodecTable(): CodecTable | Promise<CodecTable> {
  return known ?? importCodecTable();
}

async function importCodecTable(): Promise<CodecTable> {
  const { codecTable } = await import("#codec-table");
  known = codecTable;
  return codecTable;
}
