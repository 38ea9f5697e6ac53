/**
 * The files that a driver divided one HDF5 file into, joined again. HDF5 File Format Specification 4.0
 * §II.B.
 *
 * @module
 */

import type { ByteSource, Bytes, CallOptions } from "@chunkwright/core";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import type { DriverInfo, MultiMember } from "./driver-info.ts";
import type { FieldSizes } from "./field-reader.ts";
import { familiesFrom, type MemberName, namesOfPattern, stemByTemplate } from "./member-names.ts";
import { isHdf5 } from "./superblock.ts";

export interface MemberFiles {
  readonly file: ByteSource;
  readonly placeOf: FieldSizes["placeOf"];
  /** In the order of their addresses. */
  readonly names: readonly string[];
}

/** The first of the files, which has the superblock. */
export interface FirstMember {
  readonly file: ByteSource;
  /** Or, of a family, the pattern that all names follow. */
  readonly name: string;
  readonly endOfFile: number | undefined;
  readonly openSibling:
    | ((name: string, options?: CallOptions) => Promise<ByteSource | undefined>)
    | undefined;
}

/** Opens all members. Rejects with "invalid-data" where one is missing or too short. */
export function openMembers(
  driver: DriverInfo,
  first: FirstMember,
  options?: CallOptions,
): Promise<MemberFiles> {
  return driver.kind === "family"
    ? openFamily(first, driver.memberBytes, options)
    : openMulti(first, driver.members, options);
}

/** A member, and where in the one file it begins. */
interface Part {
  readonly start: number;
  readonly file: ByteSource;
}

/** Members follow each other; all but the last are of one size. */
export async function openFamily(
  first: FirstMember,
  memberBytes: number,
  options?: CallOptions,
): Promise<MemberFiles> {
  const endOfFile = first.endOfFile ?? first.file.size;
  const count = Math.max(1, Math.ceil(endOfFile / memberBytes));
  const nameOf = count === 1 ? () => first.name : await findNames(first, options);
  const parts: Part[] = [];
  // One by one: only the superblock says how many there are.
  for (let number = 0; number < count; number += 1) {
    const start = number * memberBytes;
    const name = nameOf(number);
    const file = number === 0 ? first.file : await openMember(first, name, options);
    checkLength(name, file, Math.min(memberBytes, endOfFile - start));
    parts.push({ start, file });
  }
  return { file: joinParts(parts), placeOf: undefined, names: parts.map((_, number) => nameOf(number)) };
}

/** Whether a family begins with a file that does not say so: it is too short, and a file with its next number goes on. */
export async function beginsFamily(first: FirstMember, options?: CallOptions): Promise<boolean> {
  const { file, name, endOfFile = 0, openSibling } = first;
  if (!openSibling || endOfFile <= file.size) return false;
  if (namesOfPattern(name)) return true;
  for (const nameOf of familiesFrom(name)) {
    const next = await openSibling(nameOf(1), options);
    if (next && !(await isHdf5(next, options))) return true;
  }
  return false;
}

/** How members are named: the one of the patterns that the first name fits by which a second member exists. */
async function findNames(first: FirstMember, options?: CallOptions): Promise<MemberName> {
  const candidates = familiesFrom(first.name);
  if (candidates.length === 1) return candidates[0]!;
  for (const nameOf of candidates) {
    if (await siblingOpener(first)(nameOf(1), options)) return nameOf;
  }
  const tried = candidates.map((nameOf) => nameOf(1)).join(", ");
  throw invalidHdf5(
    `Cannot open the family of files that begins with ${JSON.stringify(first.name)}: ${tried ? `there is no ${tried}` : "its name has no number 0"}`,
    { section: "§II.B" },
  );
}

/** Nothing reads on from one member into the next: between them are zeros. */
const GAP_BYTES = 2 ** 16;

/** Members have addresses far apart; here they come one after the other. */
async function openMulti(
  first: FirstMember,
  members: readonly MultiMember[],
  options?: CallOptions,
): Promise<MemberFiles> {
  const ordered = members.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const stem = stemByTemplate(first.name, ordered[0]!.nameTemplate);
  if (stem === undefined) {
    throw invalidHdf5(
      `Cannot find the files beside ${JSON.stringify(first.name)}: it is not called ${ordered[0]!.nameTemplate}`,
      { section: "§II.B" },
    );
  }
  const names = ordered.map(({ nameTemplate }) => nameTemplate.replace("%s", () => stem));
  const parts: Part[] = [];
  let start = 0;
  for (const [n, { byteLength }] of ordered.entries()) {
    const name = names[n]!;
    const file = n === 0 ? first.file : await openMember(first, name, options);
    checkLength(name, file, byteLength);
    parts.push({ start, file });
    start += Math.ceil(file.size / GAP_BYTES + 1) * GAP_BYTES;
  }
  const placeOf = (address: bigint) => {
    const n = ordered.findLastIndex((member) => member.address <= address);
    const offset = n === -1 ? -1n : address - ordered[n]!.address;
    const { file, start } = parts[Math.max(n, 0)]!;
    if (offset >= 0n && offset <= file.size) return start + Number(offset);
    throw invalidHdf5(`Cannot find address ${address}: it lies in none of ${names.join(", ")}`);
  };
  return { file: joinParts(parts), placeOf, names };
}

async function openMember(first: FirstMember, name: string, options?: CallOptions): Promise<ByteSource> {
  const file = await siblingOpener(first)(name, options);
  if (file) return file;
  throw invalidHdf5(`Cannot open ${first.name}: ${name}, which belongs to it, is missing`, {
    section: "§II.B",
  });
}

function siblingOpener({ name, openSibling }: FirstMember) {
  if (openSibling) return openSibling;
  throw unsupportedHdf5(
    `Cannot open ${name || "the file"}: it is one of several, and opening other files was not allowed`,
    "files of the multi, split and family drivers",
  );
}

function checkLength(name: string, { size }: ByteSource, length: number | bigint): void {
  if (size >= length) return;
  throw invalidHdf5(`Cannot read ${name}: it has ${size} bytes of the ${length} that belong to it`, {
    section: "§II.B",
  });
}

/** What lies behind a part, and before the next, is zeros. */
function joinParts(parts: readonly Part[]): ByteSource {
  const last = parts.at(-1)!;
  const size = last.start + last.file.size;
  return {
    size,
    async read(offset, length, options) {
      if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
        throw invalidHdf5(`Cannot read ${length} bytes at ${offset}: all files have ${size} bytes`, {
          offset,
        });
      }
      const result: Bytes = new Uint8Array(length);
      await Promise.all(
        parts.map(async ({ start, file }, n) => {
          const from = Math.max(offset, start);
          const to = Math.min(offset + length, start + file.size, parts[n + 1]?.start ?? size);
          if (from >= to) return;
          result.set(await file.read(from - start, to - from, options), from - offset);
        }),
      );
      return result;
    },
  };
}
