/**
 * The links of a group one message each, as external ones have to be. HDF5 File Format Specification 4.0 §IV.A.2.c,
 * §IV.A.2.g and §IV.A.2.k.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { SymbolicLink } from "../link-target.ts";
import { encodeText, FieldWriter } from "./field-writer.ts";
import { message, type PrintedMessage } from "./print-header.ts";

/** A symbolic link, or the address of an object's header. */
export type PrintableLink = SymbolicLink | { readonly kind: "hard"; readonly address: number };

export function printLinks(links: ReadonlyMap<string, PrintableLink>): readonly PrintedMessage[] {
  return [
    // No heap and no B-tree: the links are here.
    message("LINK_INFO", new FieldWriter().u8(0).u8(0).address(undefined).address(undefined).bytes),
    message("GROUP_INFO", new FieldWriter().u8(0).u8(0).bytes),
    ...Array.from(links, ([name, link]) => message("LINK", printLink(name, link))),
  ];
}

const SOFT = 1;
const EXTERNAL = 64;
const UTF_8 = 1;
/** The length of the name takes 2 bytes; type and character set are there. */
const FLAGS = 1 + 8 + 16;

/** See `parseLink` for the fields. */
function printLink(name: string, link: PrintableLink): Bytes {
  const text = encodeText(name);
  const type = link.kind === "hard" ? 0 : link.kind === "soft" ? SOFT : EXTERNAL;
  const fields = new FieldWriter().u8(1).u8(FLAGS).u8(type).u8(UTF_8).u16(text.byteLength).put(text);
  switch (link.kind) {
    case "hard":
      return fields.address(link.address).bytes;
    case "soft": {
      const path = encodeText(link.path);
      return fields.u16(path.byteLength).put(path).bytes;
    }
    case "external": {
      const value = encodeText(`\0${link.file}\0${link.path}\0`);
      return fields.u16(value.byteLength).put(value).bytes;
    }
  }
}
