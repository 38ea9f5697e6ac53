/**
 * Reading BigDataViewer's XML.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { MAX_XML_LENGTH } from "../ome-xml/parse-ome-xml.ts";
import { childOf, childrenOf, parseXmlElement, textOf, type XmlElement } from "../xml/xml-element.ts";
import type {
  BdvDocument,
  BdvEntity,
  BdvLoader,
  BdvPartition,
  BdvRegistration,
  BdvSetup,
  BdvTransform,
  BdvVector,
  BdvView,
} from "./bdv-document.ts";
import { PLACES_SECTION, parseBdvPlaces } from "./bdv-places.ts";

/** Views of a document, and time points of a range: more is a mistake. */
const MAX_VIEWS = 1_000_000;

/** Sections that are read, or say nothing of the images. */
const KNOWN_SECTIONS = ["BasePath", "SequenceDescription", "ViewRegistrations", PLACES_SECTION];

/** Whether the beginning of a file is that of a BigDataViewer XML. */
export function isBdvXml(text: string): boolean {
  return /^\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<SpimData\b/.test(text);
}

/**
 * Parses a document. Throws "invalid-data" for text that is not well-formed or contradicts itself, "unsupported" for
 * image loaders other than "bdv.hdf5" and "bdv.n5".
 */
export function parseBdv(text: string): BdvDocument {
  if (text.length > MAX_XML_LENGTH) throw invalidBdv(`it has ${text.length} characters`);
  const root = parseTree(text);
  if (root.name !== "SpimData") throw invalidBdv(`its root is ${root.name}, not SpimData`);
  const sequence = childOf(root, "SequenceDescription");
  const images = childOf(sequence, "ImageLoader");
  const loader = parseLoader(images);
  const file = textOf(images, loader);
  if (!file) throw invalidBdv(`it names no ${loader === "n5" ? "N5 directory" : "HDF5 file"}`);
  return {
    loader,
    file,
    partitions: childrenOf(images, "partition").map(parsePartition),
    setups: parseSetups(childOf(sequence, "ViewSetups")),
    timepoints: parseTimepoints(childOf(sequence, "Timepoints")),
    missing: childrenOf(childOf(sequence, "MissingViews"), "MissingView").map(parseView),
    registrations: parseRegistrations(childOf(root, "ViewRegistrations")),
    places: parseBdvPlaces(textOf(root, PLACES_SECTION) ?? ""),
    leftOut: root.children
      .filter(({ name, children }) => !KNOWN_SECTIONS.includes(name) && children.length > 0)
      .map(({ name }) => name),
  };
}

function parseTree(text: string): XmlElement {
  try {
    return parseXmlElement(text);
  } catch (cause) {
    throw invalidBdv(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function parseLoader(element: XmlElement | undefined): BdvLoader {
  const format = element?.attributes.get("format") ?? "";
  switch (format) {
    case "bdv.hdf5":
      return "hdf5";
    case "bdv.n5":
      return "n5";
    default:
      throw new StorageError("unsupported", `Cannot read BigDataViewer XML: its images are ${format}`, {
        format: "bdv",
        feature: `image loader ${format}`,
      });
  }
}

/** Lists of numbers; where numbers differ in the partition, as many mapped ones. */
function parsePartition(element: XmlElement): BdvPartition {
  const file = textOf(element, "path");
  if (!file) throw invalidBdv("a partition names no file");
  const mapping = (name: string) => {
    const numbers = integers(textOf(element, name), name);
    const mapped = textOf(element, `${name}Mapped`);
    const targets = mapped === undefined ? numbers : integers(mapped, `${name}Mapped`);
    if (targets.length !== numbers.length) throw invalidBdv(`${name}Mapped has ${targets.length} numbers`);
    return new Map(numbers.map((number, i) => [number, targets[i]!]));
  };
  return { file, timepoints: mapping("timepoints"), setups: mapping("setups") };
}

function parseSetups(element: XmlElement | undefined): readonly BdvSetup[] {
  const entities = new Map<string, readonly BdvEntity[]>();
  for (const list of childrenOf(element, "Attributes")) {
    entities.set(list.attributes.get("name") ?? "", list.children.map(parseEntity));
  }
  const setups = childrenOf(element, "ViewSetup").map((setup) => parseSetup(setup, entities));
  if (setups.length === 0) throw invalidBdv("it has no view setups");
  if (new Set(setups.map(({ id }) => id)).size < setups.length) throw invalidBdv("two setups have one id");
  return setups;
}

function parseSetup(element: XmlElement, entities: ReadonlyMap<string, readonly BdvEntity[]>): BdvSetup {
  const id = integer(textOf(element, "id"), "the id of a setup");
  const name = textOf(element, "name");
  const size = textOf(element, "size");
  const voxel = childOf(element, "voxelSize");
  const voxelSize = textOf(voxel, "size");
  const attributes = (childOf(element, "attributes")?.children ?? []).map((attribute) => {
    const number = integer(attribute.text, `${attribute.name} of setup ${id}`);
    const known = entities.get(attribute.name)?.find((entity) => entity.id === number);
    return [attribute.name, known ?? { id: number, fields: {} }];
  });
  return {
    id,
    ...(name !== undefined && { name }),
    ...(size !== undefined && { size: vector(size, `the size of setup ${id}`) }),
    ...(voxelSize !== undefined && {
      voxelSize: {
        unit: textOf(voxel, "unit") ?? "",
        size: vector(voxelSize, `the voxel size of setup ${id}`),
      },
    }),
    attributes: Object.fromEntries(attributes),
  };
}

function parseEntity(element: XmlElement): BdvEntity {
  const fields = element.children.filter(({ name }) => name !== "id").map(({ name, text }) => [name, text]);
  return {
    id: integer(textOf(element, "id"), `the id of ${element.name}`),
    fields: Object.fromEntries(fields),
  };
}

/** A range, a pattern of ranges (`0,2,5-9,10-20:2`), or a list. */
function parseTimepoints(element: XmlElement | undefined): readonly number[] {
  const type = element?.attributes.get("type");
  const found = timepointsOf(element, type);
  if (found.length === 0) throw invalidBdv("it has no time points");
  return [...new Set(found)].sort((a, b) => a - b);
}

function timepointsOf(element: XmlElement | undefined, type: string | undefined): readonly number[] {
  switch (type) {
    case "range":
      return range(
        integer(textOf(element, "first"), "the first time point"),
        integer(textOf(element, "last"), "the last time point"),
        1,
      );
    case "pattern":
      return (textOf(element, "integerpattern") ?? "")
        .split(",")
        .filter((part) => part.trim() !== "")
        .flatMap((part) => {
          const fields = /^\s*(\d{1,9})(?:\s*-\s*(\d{1,9})(?:\s*:\s*(\d{1,9}))?)?\s*$/.exec(part);
          if (!fields) throw invalidBdv(`its time points have ${JSON.stringify(part)}`);
          const [first, last = fields[1], step = "1"] = fields.slice(1);
          return range(Number(first), Number(last), Math.max(1, Number(step)));
        });
    case "list":
      return childrenOf(element, "Timepoint").map((timepoint) =>
        integer(textOf(timepoint, "id"), "the id of a time point"),
      );
    default:
      throw invalidBdv(`its time points are of type ${JSON.stringify(type)}`);
  }
}

function range(first: number, last: number, step: number): readonly number[] {
  const count = Math.floor((last - first) / step) + 1;
  if (count > MAX_VIEWS) throw invalidBdv(`it has ${count} time points`);
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i * step);
}

function parseRegistrations(element: XmlElement | undefined): readonly BdvRegistration[] {
  return childrenOf(element, "ViewRegistration").map((registration) => ({
    ...parseView(registration),
    transforms: childrenOf(registration, "ViewTransform").map(parseTransform),
  }));
}

function parseTransform(element: XmlElement): BdvTransform {
  const name = textOf(element, "Name");
  const affine = textOf(element, "affine") ?? "";
  parseAffine(affine);
  return { ...(name !== undefined && { name }), affine };
}

/** Three rows of four: x, y and z of the world from x, y, z and 1 of what comes before. */
export function parseAffine(text: string): readonly number[] {
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length === 12 && numbers.every(Number.isFinite)) return numbers;
  throw invalidBdv(`an affine is ${JSON.stringify(text.slice(0, 80))}, not 12 numbers`);
}

function parseView({ attributes }: XmlElement): BdvView {
  return {
    timepoint: integer(attributes.get("timepoint"), "the time point of a view"),
    setup: integer(attributes.get("setup"), "the setup of a view"),
  };
}

function vector(text: string, what: string): BdvVector {
  const [x, y, z, ...others] = text.split(/\s+/).map(Number);
  if ([x, y, z].every((length) => Number.isFinite(length)) && others.length === 0) return [x!, y!, z!];
  throw invalidBdv(`${what} is ${JSON.stringify(text)}, not 3 numbers`);
}

function integers(text: string | undefined, what: string): readonly number[] {
  return (text ?? "")
    .split(/\s+/)
    .filter((part) => part !== "")
    .map((part) => integer(part, what));
}

function integer(text: string | undefined, what: string): number {
  if (text !== undefined && /^\s*\d{1,9}\s*$/.test(text)) return Number(text);
  throw invalidBdv(`${what} is ${JSON.stringify(text)}, not a whole number`);
}

export function invalidBdv(fact: string, cause?: unknown): StorageError<"invalid-data"> {
  const options = cause === undefined ? undefined : { cause };
  return new StorageError(
    "invalid-data",
    `Cannot read BigDataViewer XML: ${fact}`,
    { format: "bdv" },
    options,
  );
}
