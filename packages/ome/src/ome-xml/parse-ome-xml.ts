/**
 * Reading OME-XML text.
 *
 * @module
 */

import { isStorageError, StorageError } from "@chunkwright/core";
import { SaxesParser } from "saxes";
import { invalidXml } from "../xml/xml-attributes.ts";
import type { OmeImage, OmeXml } from "./ome-xml.ts";
import { ELEMENT_DEPTH, OmeXmlDraft } from "./ome-xml-draft.ts";

/** Longer documents are refused. */
export const MAX_XML_LENGTH: number = 256 * 1024 * 1024;
const MAX_XML_DEPTH = 128;

/** Whether a TIFF ImageDescription is OME-XML, by its end tag. OME-TIFF specification, "Storage". */
export function isOmeXml(description: string): boolean {
  const text = description.trim();
  return text.startsWith("<") && text.endsWith("OME>");
}

/**
 * Parses an OME-XML document. Elements are known by their place and local name, so that any namespace prefix and
 * schema version is accepted. Throws "invalid-data" for text that is not well-formed, has a document type declaration
 * (and so entities of its own), or contradicts the schema where pixels depend on it.
 */
export function parseOmeXml(text: string): OmeXml {
  if (text.length > MAX_XML_LENGTH) throw invalidXml(`it has ${text.length} characters`);
  const draft = new OmeXmlDraft();
  const path: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on("doctype", () => {
    throw invalidXml("it has a document type declaration");
  });
  parser.on("opentag", ({ local, attributes }) => {
    path.push(local);
    if (path.length > MAX_XML_DEPTH) throw invalidXml(`it nests deeper than ${MAX_XML_DEPTH} elements`);
    if (path.length === 1 && local !== "OME") throw invalidXml(`its root is ${local}, not OME`);
    if (path.length <= ELEMENT_DEPTH) draft.open(path.join("/"), (name) => attributes[name]?.value);
  });
  parser.on("text", (part) => {
    if (path.length <= ELEMENT_DEPTH) draft.addText(part);
  });
  parser.on("closetag", () => {
    path.pop();
    draft.close();
  });
  try {
    parser.write(text.replace(/^\ufeff/, "")).close();
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    throw invalidXml(cause instanceof Error ? cause.message : String(cause), cause);
  }
  return draft.finish();
}

/** The images of a document; `undefined` if it is not one, or points to another. */
export function imagesIn(text: string): readonly OmeImage[] | undefined {
  try {
    const { images, binaryOnly } = parseOmeXml(text);
    return binaryOnly ? undefined : images;
  } catch (error) {
    if (isStorageError(error)) return undefined;
    throw error;
  }
}
