/**
 * XML as a tree of elements, for documents that are needed as a whole.
 *
 * @module
 */

import { SaxesParser } from "saxes";

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own, without that of its children and without space around it. */
  readonly text: string;
}

const MAX_DEPTH = 63;

/**
 * The root. `nameOf` maps names of elements and attributes; identity by default. Throws an `Error` for text that is
 * not well-formed, has a document type declaration, or nests deeper than 63 elements.
 */
export function parseXmlElement(text: string, nameOf = (name: string): string => name): XmlElement {
  interface Draft extends XmlElement {
    readonly children: Draft[];
    text: string;
  }
  const path: Draft[] = [];
  let root: XmlElement | undefined;
  const parser = new SaxesParser();
  parser.on("doctype", () => {
    throw new Error("it has a document type declaration");
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (path.length === MAX_DEPTH) throw new Error(`it nests deeper than ${MAX_DEPTH} elements`);
    const element: Draft = {
      name: nameOf(name),
      attributes: new Map(Object.entries(attributes).map(([key, value]) => [nameOf(key), value])),
      children: [],
      text: "",
    };
    path.at(-1)?.children.push(element);
    root ??= element;
    path.push(element);
  });
  const addText = (part: string) => {
    const element = path.at(-1);
    if (element) element.text += part;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const element = path.pop();
    if (element) element.text = element.text.trim();
  });
  parser.write(text.replace(/^\ufeff/, "")).close();
  if (!root) throw new Error("it has no element");
  return root;
}

/** The first child by that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text of the first child by that name. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return childOf(element, name)?.text;
}
