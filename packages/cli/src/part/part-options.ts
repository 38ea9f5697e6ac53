/**
 * Options that select a part of a source: one image, or a part of each.
 *
 * @module
 */

import { Option } from "commander";
import { UsageError } from "../usage-error.ts";

/** As commander gives them. */
export interface PartOptions {
  readonly image?: string | undefined;
  readonly select?: readonly string[] | undefined;
  /** False: images of a plate are taken without their wells. */
  readonly hcs?: boolean | undefined;
}

/** What is selected of a source: everything, unless a member says otherwise. */
export interface Part {
  /** Number, name or path of an image, or the path of an array. */
  readonly image?: string | undefined;
  /** Positions along axes, by the name of the axis. */
  readonly positions: ReadonlyMap<string, readonly Positions[]>;
  readonly isWithoutPlate: boolean;
}

/** Positions along an axis from `start` up to, and without, `stop`; absent: to its end. */
export interface Positions {
  readonly start: number;
  readonly stop?: number;
}

export function imageOption(): Option {
  return new Option("--image <image>", "one image: its number, name or path, or the path of an array");
}

export function hcsOption(): Option {
  return new Option("--no-hcs", "the images of a plate one after the other instead of by wells");
}

export function selectOption(): Option {
  return new Option(
    "--select <axis=positions>",
    "a part of each image, counted from 0, such as c=0,2 or z=10:20; once per axis",
  ).argParser((text: string, others: readonly string[] = []) => [...others, text]);
}

/** Throws `UsageError` for anything but an axis and positions. */
export function parsePart({ image, select = [], hcs = true }: PartOptions): Part {
  const positions = new Map<string, readonly Positions[]>();
  for (const text of select) {
    const [, axis = "", list = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    const parsed = list.split(",").map(parsePositions);
    if (axis === "" || !parsed.every((found) => found !== undefined)) {
      throw new UsageError(`Cannot select "${text}": it should be like c=0,2 or z=10:20`);
    }
    if (positions.has(axis)) throw new UsageError(`Axis ${axis} is selected twice: use ${axis}=0,2`);
    positions.set(axis, parsed);
  }
  return { image, positions, isWithoutPlate: !hcs };
}

function parsePositions(text: string): Positions | undefined {
  if (/^\d+$/.test(text)) return { start: Number(text), stop: Number(text) + 1 };
  const [, start, stop] = /^(\d*):(\d*)$/.exec(text) ?? [];
  if (start === undefined || stop === undefined) return undefined;
  return { start: Number(start), ...(stop !== "" && { stop: Number(stop) }) };
}
