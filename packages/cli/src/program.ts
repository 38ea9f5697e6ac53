/**
 * The command line: names, options and help. The commands' work is in `commands/`, of which only the requested one is
 * loaded.
 *
 * @module
 */

import { Command, CommanderError, Option } from "commander";
import { examplesOf, PROGRAM_NOTES } from "./help-text.ts";
import { hcsOption, imageOption, selectOption } from "./part/part-options.ts";
import { allowTargetsOption } from "./reference-options.ts";
import { FORMAT_NAMES } from "./targets/choose-target.ts";
import { COMPRESSION_HELP } from "./targets/compression.ts";
import { DOWNSAMPLE_METHODS } from "./targets/layout-options.ts";
import { INTERRUPTED, reportError } from "./terminal/error-line.ts";
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE } from "./terminal/exit-code.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Runs one command line (without the program's own name) and resolves with its exit code; never rejects. */
export async function run(args: readonly string[], version: string, terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT_OK;
  const program = createProgram(version, terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_OK;
    const isInterrupted = terminal.signal.aborted;
    const report = isInterrupted ? INTERRUPTED : reportError(error);
    // The contract: with --json, errors are data too.
    if (args.includes("--json")) terminal.out(`${JSON.stringify({ error: report })}\n`);
    if (isInterrupted) {
      terminal.err("Interrupted\n");
      return EXIT_INTERRUPTED;
    }
    // commander has printed it already, with a hint.
    if (!(error instanceof CommanderError)) terminal.err(`chunkwright: ${report.message}\n`);
    return report.code === "usage" ? EXIT_USAGE : EXIT_FAILED;
  }
}

function createProgram(version: string, terminal: Terminal, finish: (exitCode: number) => void): Command {
  const program = new Command("chunkwright")
    .description(
      "Inspects, converts, serves and verifies chunked scientific images: OME-Zarr, TIFF, HDF5, N5 and more.",
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(text.replace(/^error: /, "chunkwright: ")),
    })
    .showHelpAfterError("(--help shows what is possible)")
    .addHelpText("after", `\n${PROGRAM_NOTES}`);

  const json = () => new Option("--json", "machine-readable output on stdout");
  const quiet = () => new Option("-q, --quiet", "no progress and no summary");
  const progress = () =>
    new Option("--progress <mode>", "progress on stderr").choices(["auto", "json", "none"]).default("auto");

  program
    .command("info")
    .addHelpText("after", examplesOf("info"))
    .description("show what a source holds: images, levels, axes, units, arrays, codecs, sizes")
    .argument("<source>", "path, http(s):// or s3://bucket/key")
    .option("--ome-xml", "print the OME-XML document that the source holds, and nothing else")
    .addOption(allowTargetsOption())
    .addOption(json())
    .action(async (source: string, options) => {
      const { info } = await import("./commands/info.ts");
      finish(await info(source, options, terminal));
    });

  program
    .command("convert")
    .addHelpText("after", examplesOf("convert"))
    .description(
      "write a source in another format, losslessly; chunks whose codecs agree are copied undecoded",
    )
    .argument("<source>", "path, http(s):// or s3://bucket/key")
    .argument(
      "<target>",
      "path or s3://bucket/key ending in .zarr, .zarr.zip, .ozx, .n5, .h5, .nc, .ims or .tif, or path ending in .xml (BigDataViewer)",
    )
    .option(
      "-f, --format <name>",
      `format of the target, if its name does not tell: ${FORMAT_NAMES.join(", ")}`,
    )
    .option("--zarr-version <2|3>", "3 writes OME-NGFF 0.5 (default), 2 writes 0.4")
    .option(
      "--chunk <lengths>",
      "chunk lengths of the last axes, such as 512,512; arrays with fewer axes keep theirs (default: chosen from the source)",
    )
    .option(
      "--shard <lengths>",
      "shard lengths of the last axes, likewise, or none (default: the source's); Zarr v3 only",
    )
    .option("--compression <spec>", COMPRESSION_HELP)
    .option("--levels <n>", "resolution levels (default: the source's, else halved until <= 256)")
    .addOption(
      new Option("--downsample <method>", "how missing levels are made (default: mean)").choices(
        DOWNSAMPLE_METHODS,
      ),
    )
    .addOption(
      new Option(
        "--pyramid <layout>",
        "where TIFF keeps levels: in SubIFDs (default), or also in the chain of pages, where OpenSlide looks",
      ).choices(["subifds", "chained"]),
    )
    .addOption(
      new Option(
        "--samples <layout>",
        "how TIFF keeps the samples of RGB and other pixels: interleaved, or in planes (default: the source's)",
      ).choices(["chunky", "planar"]),
    )
    .addOption(imageOption())
    .addOption(selectOption())
    .addOption(hcsOption())
    .addOption(allowTargetsOption())
    .option("--overwrite", "replace an existing target")
    .option("--dry-run", "show what would be written, without writing it")
    .addOption(json())
    .addOption(quiet())
    .addOption(progress())
    .action(async (source: string, target: string, options) => {
      const { convert } = await import("./commands/convert.ts");
      finish(await convert(source, target, options, terminal));
    });

  program
    .command("verify")
    .addHelpText("after", examplesOf("verify"))
    .description("compare pixels and metadata; exit code 1 if they differ")
    .argument("<a>", "path, http(s):// or s3://bucket/key")
    .argument("<b>", "what must hold everything that A does")
    .addOption(imageOption())
    .addOption(selectOption())
    .addOption(hcsOption())
    .addOption(allowTargetsOption())
    .addOption(json())
    .addOption(quiet())
    .addOption(progress())
    .action(async (a: string, b: string, options) => {
      const { verify } = await import("./commands/verify.ts");
      finish(await verify(a, b, options, terminal));
    });

  program
    .command("digest")
    .addHelpText("after", examplesOf("digest"))
    .description("print the SHA-256 of the elements of each array, the same in every format")
    .argument("<source...>", "paths, http(s):// or s3://bucket/key")
    .addOption(allowTargetsOption())
    .addOption(json())
    .action(async (sources: string[], options) => {
      const { digest } = await import("./commands/digest.ts");
      finish(await digest(sources, options, terminal));
    });

  program
    .command("thumbnail")
    .addHelpText("after", examplesOf("thumbnail"))
    .description(
      "make a small picture of an image: its channels in their colours, first time point, middle slice",
    )
    .argument("<source>", "path, http(s):// or s3://bucket/key")
    .argument("<target>", "path or s3://bucket/key ending in .png")
    .option("--size <pixels>", "longest side of the picture", "256")
    .addOption(imageOption())
    .addOption(selectOption())
    .addOption(allowTargetsOption())
    .option("--overwrite", "replace an existing target")
    .action(async (source: string, target: string, options) => {
      const { thumbnail } = await import("./commands/thumbnail.ts");
      finish(await thumbnail(source, target, options, terminal));
    });

  program
    .command("serve")
    .addHelpText("after", examplesOf("serve"))
    .description("serve any source as OME-Zarr over HTTP, generated as it is read, with a page to look at it")
    .argument("<source...>", "paths, http(s):// or s3://bucket/key")
    .option("-p, --port <n>", "port to listen on; 0 for any free one", "8090")
    .option("--host <address>", "address to listen on; 0.0.0.0 for access from other machines", "127.0.0.1")
    .addOption(allowTargetsOption())
    .addOption(json())
    .action(async (sources: string[], options) => {
      const { serve } = await import("./commands/serve.ts");
      finish(await serve(sources, options, terminal));
    });

  program
    .command("upgrade")
    .addHelpText("after", examplesOf("upgrade"))
    .description(
      "change the OME-NGFF version, among 0.1 to 0.5 or down from 0.6, without decoding; refuses to lose anything",
    )
    .argument("<source>", "path or s3://bucket/key of an OME-Zarr; also an http(s) URL if there is a target")
    .argument("[target]", "a new directory; without it the source is changed in place")
    .requiredOption("--to <version>", "0.1, 0.2, 0.3, 0.4 or 0.5")
    .addOption(allowTargetsOption())
    .addOption(progress())
    .addOption(json())
    .addOption(quiet())
    .action(async (source: string, target: string | undefined, options) => {
      const { upgrade } = await import("./commands/upgrade.ts");
      finish(await upgrade(source, target, options, terminal));
    });

  program
    .command("validate")
    .addHelpText("after", examplesOf("validate"))
    .description("check OME-NGFF 0.1 to 0.6 against its specification; exit code 1 if a MUST is broken")
    .argument(
      "<source>",
      "path, http(s):// or s3://bucket/key of an OME-Zarr, or path of a .zattrs or .json file",
    )
    .option("--strict", "exit code 1 if a SHOULD is broken, too")
    .addOption(allowTargetsOption())
    .addOption(json())
    .action(async (source: string, options) => {
      const { validate } = await import("./commands/validate.ts");
      finish(await validate(source, options, terminal));
    });

  return program;
}
