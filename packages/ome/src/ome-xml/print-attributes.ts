/**
 * Attributes of XML elements. XML 1.0 §3.1.
 *
 * @module
 */

/** The attributes that have a value, each with a space in front. */
export function printAttributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${printText(String(value))}"`)
    .join("");
}

const ESCAPES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** Text for an attribute or an element. Characters that XML 1.0 cannot hold become U+FFFD. XML 1.0 §2.2, Char. */
export function printText(text: string): string {
  return text
    .replace(/[&<>"\n\r\t]/g, (character) => ESCAPES[character] ?? character)
    .replace(FORBIDDEN, "\ufffd");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
