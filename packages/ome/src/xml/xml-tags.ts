/**
 * The tags of an XML document and where they are, for changing parts of it and no other character.
 *
 * @module
 */

import { printAttributes } from "../ome-xml/print-attributes.ts";

/** A tag of a well-formed document. XML 1.0 §3.1. */
export interface XmlTag {
  readonly kind: "open" | "close" | "empty";
  /** Local names from the root to the element: "OME/Image/Pixels". */
  readonly path: string;
  /** What stands in front of the local name: "ome:", or nothing. */
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
  /** The attributes, white space in front of each included. */
  readonly attributes: string;
  readonly attributesStart: number;
}

/** A comment, CDATA section, instruction or declaration; or a tag. XML 1.0 §2.5 to §2.8, §3.1. */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(?<close>\/?)(?<prefix>[^\s:/>]+:)?(?<local>[^\s:/>]+)(?<rest>(?:"[^"]*"|'[^']*'|[^"'>])*?)(?<empty>\/?)>/g;

/** In document order. */
export function* xmlTags(xml: string): Generator<XmlTag> {
  const path: string[] = [];
  for (const match of xml.matchAll(MARKUP)) {
    const { local, close, empty, prefix = "", rest = "" } = match.groups ?? {};
    if (local === undefined) continue;
    if (!close) path.push(local);
    const end = match.index + match[0].length;
    yield {
      kind: close ? "close" : empty ? "empty" : "open",
      path: path.join("/"),
      prefix,
      start: match.index,
      end,
      attributes: rest,
      attributesStart: end - rest.length - `${empty}>`.length,
    };
    if (close || empty) path.pop();
  }
}

/** A part of a document and its replacement. */
export interface XmlEdit {
  readonly start: number;
  readonly end: number;
  readonly text?: string;
}

/** `edits` are in order and do not overlap. */
export function editXml(xml: string, edits: readonly XmlEdit[]): string {
  let result = "";
  let done = 0;
  for (const { start, end, text = "" } of edits) {
    result += xml.slice(done, start) + text;
    done = end;
  }
  return result + xml.slice(done);
}

const ATTRIBUTE = /\s+(?<name>[^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')/g;

/** An attribute of the tag gets this value, or is removed: where it is, or else behind the others. */
export function attributeEdit(tag: XmlTag, name: string, value: string | number | undefined): XmlEdit {
  const text = printAttributes({ [name]: value });
  for (const { index, groups, 0: attribute } of tag.attributes.matchAll(ATTRIBUTE)) {
    const start = tag.attributesStart + index;
    if (groups?.name === name) return { start, end: start + attribute.length, text };
  }
  const end = tag.attributesStart + tag.attributes.trimEnd().length;
  return { start: end, end, text };
}
