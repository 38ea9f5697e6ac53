/**
 * The short XML documents of slide scanners, as a tree without namespaces.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { parseXmlElement, type XmlElement } from "./xml-element.ts";

const MAX_LENGTH = 16 * 1024 * 1024;

/** Throws "invalid-data", as of `format`, for text that is not well-formed or has a document type declaration. */
export function parseXmlTree(text: string, format: string): XmlElement {
  const invalid = (fact: string, cause?: unknown) =>
    new StorageError("invalid-data", `Cannot parse the XML of ${format}: ${fact}`, { format }, { cause });
  if (text.length > MAX_LENGTH) throw invalid(`it has ${text.length} characters`);
  try {
    return parseXmlElement(text, localName);
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** A finite number in an attribute; `undefined` if there is none. */
export function numberIn({ attributes }: XmlElement, name: string): number | undefined {
  const text = attributes.get(name)?.trim();
  if (!text) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The elements of that name: `element` itself, and those in it. */
export function elementsNamed(element: XmlElement, name: string): XmlElement[] {
  const below = element.children.flatMap((child) => elementsNamed(child, name));
  return element.name === name ? [element, ...below] : below;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
