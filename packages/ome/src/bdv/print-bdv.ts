/**
 * Writing BigDataViewer's XML.
 *
 * @module
 */

import type { BdvDocument, BdvEntity, BdvRegistration, BdvSetup, BdvView } from "./bdv-document.ts";
import { PLACES_SECTION, printBdvPlaces } from "./bdv-places.ts";

/** A document as its exporters write them. Partitions and what was left out of a document are not written. */
export function printBdv({
  loader,
  file,
  setups,
  timepoints,
  missing,
  registrations,
  places = [],
}: BdvDocument): string {
  const names = [...new Set(setups.flatMap(({ attributes }) => Object.keys(attributes)))];
  return lines([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<SpimData version="0.2">',
    '  <BasePath type="relative">.</BasePath>',
    "  <SequenceDescription>",
    `    <ImageLoader format="bdv.${loader}"${loader === "n5" ? ' version="1.0"' : ""}>`,
    `      <${loader} type="relative">${escaped(file)}</${loader}>`,
    "    </ImageLoader>",
    "    <ViewSetups>",
    ...setups.flatMap(printSetup),
    ...names.flatMap((name) => printEntities(name, setups)),
    "    </ViewSetups>",
    ...printTimepoints(timepoints),
    ...(missing.length > 0
      ? ["    <MissingViews>", ...missing.map(printMissing), "    </MissingViews>"]
      : []),
    "  </SequenceDescription>",
    "  <ViewRegistrations>",
    ...registrations.flatMap(printRegistration),
    "  </ViewRegistrations>",
    ...(places.length > 0 ? [`  ${element(PLACES_SECTION, printBdvPlaces(places))}`] : []),
    "</SpimData>",
  ]);
}

/** As Java prints a double. */
export function javaDouble(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : `${value}`;
}

function printSetup({ id, name, size, voxelSize, attributes }: BdvSetup): readonly string[] {
  return [
    "      <ViewSetup>",
    `        <id>${id}</id>`,
    ...(name === undefined ? [] : [`        <name>${escaped(name)}</name>`]),
    ...(size ? [`        <size>${size.join(" ")}</size>`] : []),
    ...(voxelSize
      ? [
          "        <voxelSize>",
          `          <unit>${escaped(voxelSize.unit)}</unit>`,
          `          <size>${voxelSize.size.map(javaDouble).join(" ")}</size>`,
          "        </voxelSize>",
        ]
      : []),
    "        <attributes>",
    ...Object.entries(attributes).map(([key, entity]) => `          ${element(key, `${entity.id}`)}`),
    "        </attributes>",
    "      </ViewSetup>",
  ];
}

/** Each channel, angle and so on once. */
function printEntities(name: string, setups: readonly BdvSetup[]): readonly string[] {
  const entities = new Map<number, BdvEntity>();
  for (const { attributes } of setups) {
    const entity = attributes[name];
    if (entity && !entities.has(entity.id)) entities.set(entity.id, entity);
  }
  const tag = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return [
    `      <Attributes name="${escaped(name)}">`,
    ...[...entities.values()].flatMap(({ id, fields }) => [
      `        <${tag}>`,
      `          <id>${id}</id>`,
      ...Object.entries(fields).map(([key, text]) => `          ${element(key, text)}`),
      `        </${tag}>`,
    ]),
    "      </Attributes>",
  ];
}

/** A range, or a pattern where there are gaps. */
function printTimepoints(timepoints: readonly number[]): readonly string[] {
  const first = timepoints[0] ?? 0;
  if (timepoints.every((timepoint, i) => timepoint === first + i)) {
    return [
      '    <Timepoints type="range">',
      `      <first>${first}</first>`,
      `      <last>${timepoints.at(-1) ?? first}</last>`,
      "    </Timepoints>",
    ];
  }
  return [
    '    <Timepoints type="pattern">',
    `      <integerpattern>${timepoints.join(",")}</integerpattern>`,
    "    </Timepoints>",
  ];
}

function printMissing({ timepoint, setup }: BdvView): string {
  return `      <MissingView timepoint="${timepoint}" setup="${setup}" />`;
}

function printRegistration({ timepoint, setup, transforms }: BdvRegistration): readonly string[] {
  return [
    `    <ViewRegistration timepoint="${timepoint}" setup="${setup}">`,
    ...transforms.flatMap(({ name, affine }) => [
      '      <ViewTransform type="affine">',
      ...(name === undefined ? [] : [`        <Name>${escaped(name)}</Name>`]),
      `        <affine>${escaped(affine)}</affine>`,
      "      </ViewTransform>",
    ]),
    "    </ViewRegistration>",
  ];
}

/** Names come from documents, and may have become anything since. */
function element(name: string, text: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(name) ? `<${name}>${escaped(text)}</${name}>` : "";
}

/** Characters that XML does not have are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function lines(parts: readonly string[]): string {
  return `${parts.filter((part) => part.trim() !== "").join("\n")}\n`;
}
