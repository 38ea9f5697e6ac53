/**
 * Which format a target is to have.
 *
 * @module
 */

import { parseLocation } from "../location.ts";
import { UsageError } from "../usage-error.ts";
import { bdvTarget } from "./bdv-target.ts";
import { hdf5Target } from "./hdf5-target.ts";
import { imagejTarget } from "./imagej-target.ts";
import { imsTarget } from "./ims-target.ts";
import { n5Target } from "./n5-target.ts";
import type { LayoutOption, Target, TargetFormat, TargetOptions } from "./target.ts";
import { tiffTarget } from "./tiff-target.ts";
import { zarrTarget } from "./zarr-target.ts";
import { zipTarget } from "./zip-target.ts";

const FORMATS: readonly TargetFormat[] = [
  zarrTarget,
  zipTarget,
  n5Target,
  hdf5Target,
  imsTarget,
  bdvTarget,
  tiffTarget,
  imagejTarget,
];

/** The names that `--format` takes. */
export const FORMAT_NAMES: readonly string[] = FORMATS.map(({ name }) => name);

/** Throws `UsageError` for a target whose format cannot be told, and for options that make no sense. */
export function chooseTarget(target: string, options: TargetOptions): Target {
  if (target === "") throw new UsageError("The path of the target is empty");
  if (parseLocation(target).kind === "url")
    throw new UsageError(`Cannot write ${target}: targets are paths or s3://`);
  const { format } = options;
  const chosen = FORMATS.find(({ name, fits }) => (format === undefined ? fits(target) : name === format));
  if (chosen) {
    checkTaken(chosen, options);
    return chosen.parse(target, options);
  }
  const names = FORMAT_NAMES.join(", ");
  throw new UsageError(
    format === undefined
      ? `Cannot tell the format of ${target} from its name: use --format with one of ${names}`
      : `Cannot write format "${format}": choose ${names}`,
  );
}

const FLAGS: { readonly [option in LayoutOption]: string } = {
  zarrVersion: "--zarr-version",
  chunk: "--chunk",
  shard: "--shard",
  compression: "--compression",
  levels: "--levels",
  downsample: "--downsample",
  pyramid: "--pyramid",
  samples: "--samples",
};

function checkTaken({ name, takes }: TargetFormat, options: TargetOptions): void {
  const given = (Object.keys(FLAGS) as LayoutOption[]).filter((option) => options[option] !== undefined);
  const idle = given.filter((option) => !takes.includes(option)).map((option) => FLAGS[option]);
  if (idle.length > 0) throw new UsageError(`Format "${name}" has no use for ${idle.join(", ")}`);
}
