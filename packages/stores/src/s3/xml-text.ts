/**
 * Text of elements in S3's responses, whose flat XML needs no full parser.
 *
 * @module
 */

/** The content of each element `name` in `xml`, including markup. */
export function elements(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, "gs");
  return Array.from(xml.matchAll(pattern), ([, content = ""]) => content);
}

/** The text of the first element `name`; `undefined` if there is none. */
export function text(xml: string, name: string): string | undefined {
  const [content] = elements(xml, name);
  return content?.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi, reference);
}

const ENTITIES: { readonly [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The character that a reference denotes, or the reference unchanged if it denotes none. XML 1.0 §4.1. */
function reference(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
