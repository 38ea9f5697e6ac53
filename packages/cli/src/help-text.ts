/**
 * What `--help` says beyond commands and options.
 *
 * @module
 */

/** Below the list of commands. */
export const PROGRAM_NOTES: string = `Examples:
  chunkwright info image.ome.tif
  chunkwright convert image.ome.tif image.ome.zarr
  chunkwright verify image.ome.tif image.ome.zarr
  chunkwright help convert

Exit codes:
  0    done
  1    failed; for verify and validate also: differences or findings
  2    the command line makes no sense
  3    converted, except parts of the source that are missing or cannot be read; warnings name them
  130  interrupted

stdout carries data, stderr progress and messages; with --json errors are data too:
{"error":{"code":"not-found","message":"..."}}.

Environment:
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN  credentials for s3://; without them, anonymous
  AWS_REGION, AWS_ENDPOINT_URL                                 region and server of buckets`;

const EXAMPLES = {
  info: ["info image.ome.zarr", "info --ome-xml image.ome.tif", "info --json https://example.org/slide.svs"],
  convert: [
    "convert image.ome.tif image.ome.zarr",
    "convert image.ome.tif image.ome.zarr --chunk 256,256 --shard 2048,2048",
    "convert image.ome.zarr image.ome.tif --compression zstd:9",
    "convert https://example.org/image.ims s3://bucket/image.ozx",
    "convert image.ims plane.tif --select t=0 --select c=0,2 --select z=12",
    'convert "run/img_t{t}_c{c}_z{z}.tif" run.ome.zarr',
  ],
  verify: [
    "verify image.ome.tif image.ome.zarr",
    "verify image.ims plane.tif --select z=12",
    "verify --quiet --json a.ims s3://bucket/a.ome.zarr",
  ],
  digest: ["digest image.ome.tif image.ome.zarr", "digest --json *.ims > digests.jsonl"],
  thumbnail: ["thumbnail slide.svs slide.png", "thumbnail --size 512 --select t=7 --select z=12 a.ims a.png"],
  serve: ["serve image.h5 slide.svs", "serve image.h5 --host 0.0.0.0 --port 80"],
  upgrade: ["upgrade image.ome.zarr --to 0.5", "upgrade image.ome.zarr old.ome.zarr --to 0.4"],
  validate: ["validate plate.ome.zarr", "validate --strict --json https://example.org/image.ome.zarr"],
} as const;

/** Below the options of a command. */
export function examplesOf(name: keyof typeof EXAMPLES): string {
  return ["", "Examples:", ...EXAMPLES[name].map((line) => `  chunkwright ${line}`)].join("\n");
}
