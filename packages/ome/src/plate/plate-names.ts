/**
 * Names of the rows and columns of a plate: letters or numbers. OME schema 2016-06, NamingConvention.
 *
 * @module
 */

/** How rows, or columns, are named: A to Z, AA and so on, or from 1. */
export type NamingConvention = "letter" | "number";

/** The name of row or column `index`, which counts from 0. */
export function plateName(index: number, convention: NamingConvention): string {
  if (convention === "number") return `${index + 1}`;
  const letter = String.fromCharCode(A + (index % LETTERS));
  return index < LETTERS ? letter : plateName(Math.floor(index / LETTERS) - 1, convention) + letter;
}

/** The names of the first `count` rows or columns. */
export function plateNames(count: number, convention: NamingConvention): readonly string[] {
  return Array.from({ length: count }, (_, index) => plateName(index, convention));
}

/** The row or column that a name stands for, leading zeros aside; `undefined` for any other name. */
export function plateIndex(name: string, convention: NamingConvention): number | undefined {
  if (convention === "number") return /^0*[1-9]\d{0,3}$/.test(name) ? Number(name) - 1 : undefined;
  if (!/^[A-Z]{1,2}$/.test(name)) return undefined;
  return [...name].reduce((index, letter) => (index + 1) * LETTERS + letter.charCodeAt(0) - A, -1);
}

const A = 65;
const LETTERS = 26;
