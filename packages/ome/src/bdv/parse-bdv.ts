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
  BdvLoader,
  BdvPartition,
  BdvRegistration,
  BdvTransform,
  BdvView,
} from "./bdv-document.ts";
import { integerField, integersField, invalidBdv, parseAffine } from "./bdv-fields.ts";
import { PLACES_SECTION, parseBdvPlaces } from "./bdv-places.ts";
import { parseSetups } from "./parse-bdv-setups.ts";
import { parseTimepoints } from "./parse-bdv-timepoints.ts";

/** Sections that are read, or have nothing to do with the images. */
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

/** Lists of numbers, and lists of the numbers that the partition has for them, if those differ. */
function parsePartition(element: XmlElement): BdvPartition {
  const file = textOf(element, "path");
  if (!file) throw invalidBdv("a partition names no file");
  const mapping = (name: string) => {
    const numbers = integersField(textOf(element, name), name);
    const mapped = textOf(element, `${name}Mapped`);
    const targets = mapped === undefined ? numbers : integersField(mapped, `${name}Mapped`);
    if (targets.length !== numbers.length) throw invalidBdv(`${name}Mapped has ${targets.length} numbers`);
    return new Map(numbers.map((number, i) => [number, targets[i]!]));
  };
  return { file, timepoints: mapping("timepoints"), setups: mapping("setups") };
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

function parseView({ attributes }: XmlElement): BdvView {
  return {
    timepoint: integerField(attributes.get("timepoint"), "the time point of a view"),
    setup: integerField(attributes.get("setup"), "the setup of a view"),
  };
}
