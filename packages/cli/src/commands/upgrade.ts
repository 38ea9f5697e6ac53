/**
 * `chunkwright upgrade SRC [DST] --to VERSION`: the same images in another version of OME-NGFF, without decoding any.
 *
 * @module
 */

import { planSize } from "@chunkwright/convert";
import { type ChunkSource, isStorageError, StorageError } from "@chunkwright/core";
import { NGFF_VERSIONS, OME_XML_KEY, type ReleasedNgffVersion } from "@chunkwright/ome";
import { consolidateZarr, openZarr } from "@chunkwright/zarr";
import { openSource } from "../open-source.ts";
import { checkApart } from "../place/check-apart.ts";
import { parseLocation } from "../place/location.ts";
import { openTargetPlace } from "../place/target-place.ts";
import { targetStore, writableStore } from "../place/writable-store.ts";
import type { ReferenceOptions } from "../reference-options.ts";
import { EXIT_OK } from "../terminal/exit-code.ts";
import { type ProgressMode, startProgress } from "../terminal/progress.ts";
import { formatCount } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../usage-error.ts";
import { withName } from "../with-name.ts";
import { planUpgrade, type UpgradePlan } from "./upgrade-plan.ts";
import {
  type UpgradeReport,
  type UpgradeStepsOptions,
  upgradeInPlace,
  upgradeInto,
} from "./upgrade-steps.ts";

export interface UpgradeOptions extends ReferenceOptions {
  readonly to: string;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly progress?: ProgressMode | undefined;
}

/** In place without a target. */
export async function upgrade(
  source: string,
  target: string | undefined,
  options: UpgradeOptions,
  terminal: Terminal,
): Promise<number> {
  const version = parseVersion(options.to);
  const { plan, report } =
    target === undefined
      ? await inPlace(source, version, options, terminal)
      : await toCopy(source, target, version, options, terminal);
  if (options.json) {
    const { from, groups, arrays } = plan;
    const counts = { groups: groups.length, arrays: arrays.length };
    terminal.out(
      `${JSON.stringify({ source, target: target ?? source, from, to: version, ...counts, ...report })}\n`,
    );
  } else if (!options.quiet) {
    terminal.err(`${summary(target ?? source, version, plan, report)}\n`);
  }
  return EXIT_OK;
}

interface Outcome {
  readonly plan: UpgradePlan;
  readonly report: UpgradeReport;
}

async function inPlace(
  source: string,
  version: ReleasedNgffVersion,
  options: UpgradeOptions,
  terminal: Terminal,
): Promise<Outcome> {
  const { kind } = parseLocation(source);
  if (kind === "url") throw new UsageError(`Cannot change ${source} in place: name a target`);
  const store = writableStore(source);
  // Consolidated metadata may be stale, so the documents themselves are read.
  const root = await openZarr(store, "", { consolidated: false, signal: terminal.signal });
  if (!root) {
    throw new StorageError("not-found", `Cannot upgrade ${source}: there is no Zarr directory of that name`, {
      path: source,
    });
  }
  const plan = await planUpgrade(root, { version, keepKeys: true }, terminal);
  checkNgff(source, plan);
  if (isDone(plan, version)) return { plan, report: { moved: 0, documents: 0 } };
  const consolidated = plan.isConsolidated || (await store.get(CONSOLIDATED_V2, terminal));
  const moving = plan.arrays.filter(({ moves }) => moves).map((array) => array.source);
  const report = await withProgress(moving, options, terminal, (steps) => upgradeInPlace(store, plan, steps));
  if (consolidated) await consolidate(store, plan, terminal);
  return { plan, report };
}

async function toCopy(
  source: string,
  target: string,
  version: ReleasedNgffVersion,
  options: UpgradeOptions,
  terminal: Terminal,
): Promise<Outcome> {
  const { allowTargets } = options;
  const opened = await openSource(source, { ...terminal, allowTargets });
  try {
    const { root } = opened;
    if (!root) {
      throw new StorageError("unsupported", `Cannot upgrade ${source}: it is ${opened.format}, no OME-Zarr`, {
        format: "ome-ngff",
        feature: `upgrade of ${opened.format}`,
      });
    }
    const plan = await planUpgrade(root, { version, keepKeys: false }, terminal);
    checkNgff(source, plan);
    if (isDone(plan, version)) {
      throw new UsageError(`${source} is OME-NGFF ${version} already: convert copies it`);
    }
    const { omeXml, warnings = [] } = (await opened.images(terminal)) ?? {};
    for (const warning of warnings) terminal.warn(warning);
    await checkApart(opened, target);
    const place = await openTargetPlace(target, "directory", false);
    try {
      const store = targetStore(place.workingPath);
      if (omeXml) await store.set(OME_XML_KEY, omeXml, terminal);
      const arrays = [...plan.arrays.map((array) => array.source), ...plan.kept];
      const report = await withProgress(arrays, options, terminal, (steps) =>
        upgradeInto(store, plan, steps),
      );
      const consolidated = plan.isConsolidated || (await opened.readFile?.(CONSOLIDATED_V2, terminal));
      if (consolidated) await consolidate(store, plan, terminal);
      await place.commit();
      return { plan, report };
    } catch (error) {
      throw isStorageError(error, "store") ? withName(`write ${target}`, target, error) : error;
    } finally {
      await place.abandon();
    }
  } finally {
    await opened.close();
  }
}

/** Key of Zarr v2's consolidated metadata. */
const CONSOLIDATED_V2 = ".zmetadata";

/** Runs `task`, which stores the chunks of `arrays`, and reports its progress. */
async function withProgress(
  arrays: readonly ChunkSource[],
  { quiet, progress: mode = "auto" }: UpgradeOptions,
  terminal: Terminal,
  task: (options: UpgradeStepsOptions) => Promise<UpgradeReport>,
): Promise<UpgradeReport> {
  const { byteLength } = planSize(arrays);
  const progress = startProgress(
    terminal,
    quiet || byteLength === 0 ? "none" : mode,
    "Upgrading",
    byteLength,
  );
  try {
    const { signal } = terminal;
    return await task({ signal, onChunk: (chunkByteLength) => progress.advance(chunkByteLength) });
  } finally {
    progress.end();
  }
}

function consolidate(
  store: ReturnType<typeof writableStore>,
  { targetFormat }: UpgradePlan,
  { signal }: Terminal,
): Promise<void> {
  return consolidateZarr(store, "", { zarrFormat: targetFormat, signal });
}

function parseVersion(text: string): ReleasedNgffVersion {
  const version = NGFF_VERSIONS.find((known) => known === text);
  if (version) return version;
  throw new UsageError(`Unknown OME-NGFF version "${text}": choose one of ${NGFF_VERSIONS.join(", ")}`);
}

function checkNgff(source: string, { isNgff }: UpgradePlan): void {
  if (isNgff) return;
  throw new StorageError("unsupported", `Cannot upgrade ${source}: it has no metadata of OME-NGFF`, {
    format: "ome-ngff",
    feature: "upgrade of other hierarchies",
  });
}

/**
 * Whether nothing changes: all groups that state a version state this one, and chunks have the keys that it requires.
 */
function isDone({ from, arrays }: UpgradePlan, version: ReleasedNgffVersion): boolean {
  return from.length > 0 && from.every((stated) => stated === version) && !arrays.some(({ moves }) => moves);
}

function summary(
  target: string,
  version: ReleasedNgffVersion,
  plan: UpgradePlan,
  { moved, documents }: UpgradeReport,
): string {
  if (documents === 0) return `${target} is OME-NGFF ${version} already`;
  const from = plan.from.length > 0 ? plan.from.join(", ") : "no stated version";
  return (
    `${target}: OME-NGFF ${from} -> ${version}, ${formatCount(plan.groups.length, "group")}, ` +
    `${formatCount(plan.arrays.length, "array")}; ${formatCount(documents, "document")} written, ` +
    `${formatCount(moved, "chunk")} stored under new keys, none decoded`
  );
}
