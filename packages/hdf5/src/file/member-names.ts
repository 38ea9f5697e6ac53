/**
 * Names of the files that drivers divide one HDF5 file into: H5Pset_fapl_family and H5Pset_fapl_multi of the
 * HDF5 Reference Manual.
 *
 * @module
 */

/** The number of a member in the name of a family, as printf writes it. */
const NUMBER = /%(0?)(\d*)[diu]/;

/** The name of a member of a family. */
export type MemberName = (number: number) => string;

/** Names that `pattern`, such as `part%05d.h5`, stands for; `undefined` if it is no pattern. */
export function namesOfPattern(pattern: string): MemberName | undefined {
  const [field, zero, width] = NUMBER.exec(pattern) ?? [];
  if (field === undefined) return undefined;
  const fill = zero ? "0" : " ";
  return (number) => pattern.replace(field, () => `${number}`.padStart(Number(width), fill));
}

/** The families that may begin with a file of that name, the likelier ones first: `0` may be the number, or part of one. */
export function familiesFrom(first: string): readonly MemberName[] {
  const names = namesOfPattern(first);
  return names ? [names] : numberings(first).filter((name) => name(0) === first);
}

/** All numberings of files that `name` is one of, if any of its digits are the number. */
function numberings(name: string): readonly MemberName[] {
  return [...name.matchAll(/\d+/g)].toReversed().map(({ 0: digits, index }) => {
    const before = name.slice(0, index);
    const after = name.slice(index + digits.length);
    return (number) => before + `${number}`.padStart(digits.length, "0") + after;
  });
}

/** What stands for `%s` in `template` where that makes `name`; `undefined` if nothing does. */
export function stemByTemplate(name: string, template: string): string | undefined {
  const [before, after] = template.split("%s");
  if (before === undefined || after === undefined) return undefined;
  const fits = name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : undefined;
}

/** Endings of files with a superblock, and those of all others: of the split and of the multi driver. */
const MULTI_ENDING = /-[msbrglo](\.\w+)$/;

/**
 * Names that the first of several files may have, of which the file called `name`, or the pattern `name`, is one: the
 * one to open.
 */
export function firstMemberNames(name: string): readonly string[] {
  const pattern = namesOfPattern(name);
  if (pattern) return [pattern(0)];
  const multi = MULTI_ENDING.test(name)
    ? ["-m$1", "-s$1"].map((ending) => name.replace(MULTI_ENDING, ending))
    : [];
  return [...multi, ...numberings(name).map((number) => number(0))].filter((first) => first !== name);
}
