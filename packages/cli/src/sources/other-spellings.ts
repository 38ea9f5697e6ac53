/**
 * The file beside a source that a document means, but spells in another way: file systems that ignore case or decompose
 * accents found it where it was written, as others do not.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { folderStore, splitLocation } from "./folder-store.ts";

/** The names of files that `fileName` may mean, none of which is spelled like it. */
export type OtherSpellings = (fileName: string) => Promise<readonly string[]>;

/**
 * Of the files beside `location` the only one whose name differs in case, in composition of accents or in percent
 * escapes alone; on a server, which cannot list, names whose case is the same.
 */
export function spellingsBeside(location: string, options?: CallOptions): OtherSpellings {
  const { list } = folderStore(splitLocation(location).folder);
  if (!list) return async (fileName) => guesses(fileName);
  let names: Promise<ReadonlyMap<string, readonly string[]>> | undefined;
  return async (fileName) => {
    names ??= namesByFold(list("", options));
    const alike = (await names).get(fold(fileName)) ?? [];
    return alike.length === 1 ? alike : [];
  };
}

async function namesByFold(
  entries: AsyncIterable<{ readonly kind: string; readonly key: string }>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = new Map<string, string[]>();
  for await (const { kind, key } of entries) {
    if (kind !== "key") continue;
    const alike = names.get(fold(key));
    if (alike) alike.push(key);
    else names.set(fold(key), [key]);
  }
  return names;
}

/** The same for all spellings of a name. Unicode Standard Annex #15: NFC. */
function fold(name: string): string {
  return unescaped(name).normalize("NFC").toLowerCase();
}

function guesses(fileName: string): readonly string[] {
  const plain = unescaped(fileName);
  const names = new Set([plain, plain.normalize("NFC"), plain.normalize("NFD")]);
  names.delete(fileName);
  return [...names];
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
