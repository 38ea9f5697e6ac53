/**
 * Which format a target is to have.
 *
 * @module
 */

import { parseLocation } from "../place/location.ts";
import { UsageError } from "../usage-error.ts";
import { checkShapesFit } from "./layout-options.ts";
import type { LayoutOption, ParseTarget, Target, TargetOptions } from "./target.ts";

interface TargetFormat {
  /** As `--format` names it. */
  readonly name: string;
  /** Paths that name a target of this format; absent: it is never chosen by name. */
  readonly path?: RegExp;
  /** Other options are refused rather than silently ignored. */
  readonly takes: readonly LayoutOption[];
  /** Loads the writer of the format. */
  readonly load: () => Promise<ParseTarget>;
}

const FORMATS: readonly TargetFormat[] = [
  {
    name: "zarr",
    path: /\.zarr[/\\]?$/i,
    takes: ["zarrVersion", "chunk", "shard", "compression", "levels", "downsample"],
    load: async () => (await import("./hierarchy/zarr-target.ts")).parseZarrTarget,
  },
  {
    name: "zip",
    path: /\.(zip|ozx)$/i,
    takes: ["zarrVersion", "chunk", "shard", "compression", "levels", "downsample"],
    load: async () => (await import("./hierarchy/zip-target.ts")).parseZipTarget,
  },
  {
    name: "n5",
    path: /\.n5[/\\]?$/i,
    takes: ["chunk", "compression", "levels", "downsample"],
    load: async () => (await import("./hierarchy/n5-target.ts")).parseN5Target,
  },
  {
    name: "hdf5",
    path: /\.(h5|hdf5|nc|nc4)$/i,
    takes: ["chunk", "compression", "levels", "downsample"],
    load: async () => (await import("./hierarchy/hdf5-target.ts")).parseHdf5Target,
  },
  {
    name: "ims",
    path: /\.ims$/i,
    // Chunks and levels follow Imaris' own rules.
    takes: ["compression"],
    load: async () => (await import("./ims/ims-target.ts")).parseImsTarget,
  },
  {
    name: "bdv",
    path: /(?<!\.ome)\.xml$/i,
    takes: ["chunk", "compression", "levels", "downsample"],
    load: async () => (await import("./bdv/bdv-target.ts")).parseBdvTarget,
  },
  {
    name: "tiff",
    path: /\.(tiff?|btf|tf[28])$/i,
    takes: ["chunk", "compression", "levels", "downsample", "pyramid", "samples"],
    load: async () => (await import("./tiff/tiff-target.ts")).parseTiffTarget,
  },
  {
    name: "imagej",
    // No path: OME-TIFF has the same extension.
    takes: ["compression"],
    load: async () => (await import("./tiff/imagej-target.ts")).parseImageJTarget,
  },
];

/** The names that `--format` takes. */
export const FORMAT_NAMES: readonly string[] = FORMATS.map(({ name }) => name);

/** Rejects with `UsageError` for a target whose format cannot be told, and for options that make no sense. */
export async function chooseTarget(target: string, options: TargetOptions): Promise<Target> {
  if (target === "") throw new UsageError("The path of the target is empty");
  if (parseLocation(target).kind === "url")
    throw new UsageError(`Cannot write ${target}: targets are paths or s3://`);
  const { format } = options;
  const chosen = FORMATS.find(({ name, path }) =>
    format === undefined ? path?.test(target) : name === format,
  );
  if (chosen) {
    checkTaken(chosen, options);
    const parse = await chosen.load();
    const { kind, plan } = parse(target, options);
    return {
      kind,
      async plan(source, host) {
        const job = await plan(source, host);
        checkShapesFit(options, job.arrays);
        return job;
      },
    };
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
