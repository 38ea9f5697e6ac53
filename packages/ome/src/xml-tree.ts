/**
 * The short XML documents of slide scanners, as a tree.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { SaxesParser } from "saxes";

export interface XmlElement {
  /** Without a namespace prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed. */
  readonly text: string;
}

const MAX_LENGTH = 16 * 1024 * 1024;
const MAX_DEPTH = 64;

/** Throws "invalid-data", as of `format`, for text that is not well-formed or has a document type declaration. */
export function parseXmlTree(text: string, format: string): XmlElement {
  const invalid = (fact: string, cause?: unknown) =>
    new StorageError("invalid-data", `Cannot parse the XML of ${format}: ${fact}`, { format }, { cause });
  if (text.length > MAX_LENGTH) throw invalid(`it has ${text.length} characters`);
  const root: Draft = { name: "", attributes: new Map(), children: [], text: "" };
  const path: Draft[] = [root];
  const parser = new SaxesParser();
  parser.on("doctype", () => {
    throw invalid("it has a document type declaration");
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: Draft = {
      name: localName(name),
      attributes: new Map(Object.entries(attributes).map(([key, value]) => [localName(key), value])),
      children: [],
      text: "",
    };
    path.at(-1)?.children.push(element);
    if (path.push(element) > MAX_DEPTH) throw invalid(`it nests deeper than ${MAX_DEPTH} elements`);
  });
  parser.on("text", (part) => {
    const element = path.at(-1);
    if (element) element.text += part;
  });
  parser.on("closetag", () => {
    const element = path.pop();
    if (element) element.text = element.text.trim();
  });
  try {
    parser.write(text.replace(/^\ufeff/, "")).close();
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const [document] = root.children;
  if (!document) throw invalid("it has no element");
  return document;
}

/** Direct children of that name. */
export function childrenNamed({ children }: XmlElement, name: string): readonly XmlElement[] {
  return children.filter((child) => child.name === name);
}

/** Text of the first child of that name; `undefined` if there is none or it is empty. */
export function childText(element: XmlElement, name: string): string | undefined {
  return childrenNamed(element, name)[0]?.text || undefined;
}

/** A finite number in an attribute; `undefined` if there is none. */
export function numberIn({ attributes }: XmlElement, name: string): number | undefined {
  const text = attributes.get(name)?.trim();
  if (!text) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

interface Draft extends XmlElement {
  readonly children: Draft[];
  text: string;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
