/**
 * The pattern that file names seem to follow, for people to correct.
 *
 * @module
 */

import { axisOfPrefix, type FileAxis } from "./file-pattern.ts";

/**
 * A pattern that matches all `names`: numbers that vary are numbered along the axis that the text before them names, else
 * along the first of t, z and c that is left; a word that varies is a channel. `undefined` for names that differ in more,
 * or not at all, or that a pattern cannot spell.
 */
export function proposeFilePattern(names: readonly string[]): string | undefined {
  const [name = ""] = names;
  const extension = /\.[^.]*$/.exec(name)?.[0] ?? "";
  if (names.some((other) => !other.endsWith(extension) || /[{}<>*]/.test(other))) return undefined;
  const [first = [], ...others] = names.map(tokensOf);
  if (others.length === 0 || others.some(({ length }) => length !== first.length)) return undefined;
  const varies = first.map((token, i) => others.some((tokens) => tokens[i] !== token));
  const isNumber = first.map((_, i) => [first, ...others].every((tokens) => /^\d/.test(tokens[i]!)));
  const named = first.map((token, i): FileAxis | undefined => {
    if (!varies[i]) return undefined;
    if (isNumber[i]) return axisOfPrefix(first.slice(0, i).join(""));
    return /^[a-z]/i.test(token) ? "c" : undefined;
  });
  const free = FREE_AXES.filter((axis) => !named.includes(axis));
  const parts = first.map((token, i) => {
    if (!varies[i]) return token;
    const axis = named[i] ?? (isNumber[i] ? free.shift() : undefined);
    return axis && `{${axis}}`;
  });
  const axes = parts.filter((_, i) => varies[i]);
  if (axes.includes(undefined) || new Set(axes).size < axes.length) return undefined;
  const pattern = parts.join("");
  return pattern.includes("}{") ? undefined : pattern;
}

const FREE_AXES: readonly FileAxis[] = ["t", "z", "c"];

/** Numbers, words, and what is between them. */
function tokensOf(name: string): readonly string[] {
  return name.match(/\d+|[a-z]+|[^a-z\d]+/gi) ?? [];
}
