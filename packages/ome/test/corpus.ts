/** Where the shared files lie: CHUNKWRIGHT_SHARED, or `../shared` beside the repository. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";

export const SHARED: string =
  process.env.CHUNKWRIGHT_SHARED ?? resolve(import.meta.dirname, "../../../../shared");

export const hasCorpus: boolean = existsSync(resolve(SHARED, "corpus"));
if (!hasCorpus) console.warn(`Corpus tests skipped: there is no ${SHARED}/corpus`);
