/**
 * XML documents of any length, element by element, without a tree: the index of a plate lists 100,000 planes.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { SaxesParser } from "saxes";
import type { XmlAttributes } from "./xml-attributes.ts";

/** Receives elements by the local names on the way from the root, which is "": `/Images/Image/URL`. */
export interface XmlVisitor {
  /** An element opens. */
  open?(path: string, attributes: XmlAttributes): void;
  /** It ends; `text` is its own, without space around it. */
  close?(path: string, text: string): void;
}

/** The local name of the element at a path. */
export function elementName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

const PART_BYTES = 2 ** 20;
const MAX_DEPTH = 32;

/**
 * Calls the visitor for each element. Attributes are named without a prefix. Throws "invalid-data", as of `format`,
 * for bytes that are not well-formed XML, and for documents with a type declaration. Bytes that the document's encoding
 * does not have become U+FFFD.
 */
export function walkXml(bytes: Bytes, format: string, visitor: XmlVisitor): void {
  const paths: string[] = [];
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on("doctype", () => {
    throw new Error("it has a document type declaration");
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (paths.length === MAX_DEPTH) throw new Error(`it nests deeper than ${MAX_DEPTH} elements`);
    const [prefix, local] = splitName(name);
    const path = paths.length === 0 ? "" : `${paths.at(-1)}/${local}`;
    paths.push(path);
    texts.push("");
    visitor.open?.(path, (own) => attributes[own] ?? attributes[prefix + own]);
  });
  const addText = (part: string) => {
    if (texts.length > 0) texts.push(texts.pop() + part);
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const [path = "", text = ""] = [paths.pop(), texts.pop()];
    visitor.close?.(path, text.trim());
  });
  try {
    const decoder = new TextDecoder(xmlEncoding(bytes));
    for (let start = 0; start < bytes.byteLength; start += PART_BYTES) {
      parser.write(decoder.decode(bytes.subarray(start, start + PART_BYTES), { stream: true }));
    }
    parser.write(decoder.decode()).close();
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    const fact = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(
      "invalid-data",
      `Cannot parse the XML of ${format}: ${fact}`,
      { format },
      { cause },
    );
  }
}

/** The encoding that a byte order mark or the XML declaration states; else UTF-8. XML 1.0 §4.3.3, §F. */
function xmlEncoding(bytes: Bytes): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const start = String.fromCharCode(...bytes.subarray(0, DECLARATION_BYTES));
  return /^[^<]*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(start)?.[1] ?? "utf-8";
}

const DECLARATION_BYTES = 256;

/** The prefix with its colon, and the local name. */
function splitName(name: string): readonly [prefix: string, local: string] {
  const colon = name.indexOf(":") + 1;
  return [name.slice(0, colon), name.slice(colon)];
}
