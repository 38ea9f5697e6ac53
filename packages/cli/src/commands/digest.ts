/**
 * `chunkwright digest SRC...`: one line for each array, the same for the same pixels in any format.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import type { ArrayInfo } from "@chunkwright/core";
import { digestOf } from "../compare/digest-of.ts";
import { mapArrays } from "../map-arrays.ts";
import { openSource } from "../open-source.ts";
import type { OpenedSource, SourceArray } from "../opened-source.ts";
import { patientCoder } from "../patient-coder.ts";
import type { ReferenceOptions } from "../reference-options.ts";
import { reportError } from "../terminal/error-line.ts";
import { EXIT_FAILED, EXIT_OK } from "../terminal/exit-code.ts";
import { formatShape } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface DigestOptions extends ReferenceOptions {
  readonly json?: boolean | undefined;
}

/** Every source is tried; the exit code is 1 if any file or array could not be read. */
export async function digest(
  locations: readonly string[],
  { json = false, allowTargets }: DigestOptions,
  terminal: Terminal,
): Promise<number> {
  let exitCode: number = EXIT_OK;
  const fail = (file: string, array: string | undefined, error: unknown) => {
    terminal.signal.throwIfAborted();
    exitCode = EXIT_FAILED;
    const report = reportError(error);
    if (json)
      terminal.out(`${JSON.stringify({ file, ...(array !== undefined && { array }), error: report })}\n`);
    else terminal.err(`chunkwright: ${named([file, array], report.message)}\n`);
  };

  const coder = terminal.coder && patientCoder(inThreadCoder, terminal.coder);
  for (const file of locations) {
    let source: OpenedSource | undefined;
    try {
      source = await openSource(file, { signal: terminal.signal, allowTargets, coder });
      for await (const found of digestsOf(source, terminal)) {
        const { path } = found;
        if ("error" in found) {
          fail(file, path, found.error);
          continue;
        }
        const { dataType, shape, sha256 } = found;
        terminal.out(
          json
            ? `${JSON.stringify({ file, array: path, dataType, shape, sha256 })}\n`
            : `${sha256}  ${file}  ${path || "."}  ${dataType} ${formatShape(shape)}\n`,
        );
      }
    } catch (error) {
      fail(file, undefined, error);
    } finally {
      await source?.close();
    }
  }
  return exitCode;
}

type Digested =
  | (Pick<ArrayInfo, "dataType" | "shape"> & { readonly path: string; readonly sha256: string })
  | { readonly path: string; readonly error: unknown };

/** The digests of all arrays, in their order, or why there is none. */
function digestsOf(source: OpenedSource, terminal: Terminal): AsyncIterable<Digested> {
  const infoOf = (found: SourceArray) => ("source" in found ? found.source.info : undefined);
  return mapArrays(source.arrays(terminal), infoOf, async (found): Promise<Digested> => {
    if ("error" in found) return found;
    const { path } = found;
    try {
      const { dataType, shape } = found.source.info;
      return { path, dataType, shape, sha256: await digestOf(found.source, terminal) };
    } catch (error) {
      return { path, error };
    }
  });
}

/** The message, preceded by those of the names that it lacks. */
function named(about: readonly (string | undefined)[], message: string): string {
  const names = about.filter((name) => name && !message.includes(name)).join(" ");
  return names ? `${names}: ${message}` : message;
}
