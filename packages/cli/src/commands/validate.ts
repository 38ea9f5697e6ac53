/**
 * `chunkwright validate SRC`: whether it follows the rules of OME-NGFF.
 *
 * @module
 */

import { readFile, stat } from "node:fs/promises";
import { isJsonObject, type JsonObject, parseJson, StorageError } from "@chunkwright/core";
import { checkNgffDocument, type NgffFinding, type NgffReport, validateNgff } from "@chunkwright/ome";
import { openSource } from "../open-source.ts";
import { baseName, parseLocation } from "../place/location.ts";
import type { ReferenceOptions } from "../reference-options.ts";
import { EXIT_FAILED, EXIT_OK } from "../terminal/exit-code.ts";
import { formatCount } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { withName } from "../with-name.ts";

export interface ValidateOptions extends ReferenceOptions {
  readonly json?: boolean | undefined;
  readonly strict?: boolean | undefined;
}

/** The exit code is 1 if a MUST is broken; with `strict` also if a SHOULD is. */
export async function validate(
  location: string,
  { json, strict, allowTargets }: ValidateOptions,
  terminal: Terminal,
): Promise<number> {
  const report =
    (await validateDocument(location)) ?? (await validateSource(location, allowTargets, terminal));
  const { findings } = report;
  const valid = !findings.some(({ severity }) => strict || severity === "MUST");
  if (json) {
    const { version, groups, arrays, isBare } = report;
    terminal.out(
      `${JSON.stringify({ source: location, version, valid, groups, arrays, bare: isBare, findings })}\n`,
    );
  } else {
    for (const finding of findings) terminal.out(`${findingLine(finding)}\n`);
    terminal.err(`${summary(location, report)}\n`);
  }
  return valid ? EXIT_OK : EXIT_FAILED;
}

function findingLine({ path, severity, message, rule, section }: NgffFinding): string {
  return `${path || "."}: ${severity}: ${message} (${rule}; ${section})`;
}

function summary(location: string, { version, groups, arrays, isBare, findings }: NgffReport): string {
  const musts = findings.filter(({ severity }) => severity === "MUST").length;
  const checked = isBare
    ? "attributes alone, nothing is stored beside them"
    : `${formatCount(groups, "group")}, ${formatCount(arrays, "array")}`;
  return (
    `${location}: ${musts > 0 ? "not valid" : "valid"} OME-NGFF ${version} (${checked}), ` +
    `${formatCount(musts, "MUST")} and ${formatCount(findings.length - musts, "SHOULD")} broken`
  );
}

/**
 * A lone document: `.zattrs`, `zarr.json`, or attributes under any other name that ends in `.json`. References are a
 * source.
 */
async function validateDocument(location: string): Promise<NgffReport | undefined> {
  const place = parseLocation(location);
  const name = baseName(location);
  if (place.kind !== "path" || !(name.endsWith(".json") || name === ".zattrs")) return undefined;
  const file = await stat(place.path).catch(() => undefined);
  if (!file?.isFile()) return undefined;
  const document = parseJson(new Uint8Array(await readFile(place.path)), location);
  const report = checkNgffDocument(attributesOf(document));
  if (report) return { ...report, groups: 1, arrays: 0, isBare: true };
  const { holdsReferences } = await import("@chunkwright/zarr/view");
  if (holdsReferences(document)) return undefined;
  throw withoutMetadata(location, "JSON");
}

/** `.zattrs` consists of the attributes, `zarr.json` has them among other members. */
function attributesOf(document: unknown): JsonObject {
  if (!isJsonObject(document)) return {};
  return "zarr_format" in document && isJsonObject(document.attributes) ? document.attributes : document;
}

async function validateSource(
  location: string,
  allowTargets: ReferenceOptions["allowTargets"],
  terminal: Terminal,
): Promise<NgffReport> {
  const source = await openSource(location, { ...terminal, allowTargets });
  try {
    const { root, format } = source;
    if (root?.kind !== "group") throw withoutMetadata(location, root ? `a ${format} array` : format);
    return await validateNgff(root, terminal);
  } catch (error) {
    throw withName(`validate ${location}`, location, error);
  } finally {
    await source.close();
  }
}

function withoutMetadata(location: string, format: string): StorageError {
  return new StorageError(
    "unsupported",
    `Cannot validate ${location}: it is ${format}, and only OME-NGFF can be validated`,
    { format: "ome-ngff", feature: `validation of ${format}` },
  );
}
