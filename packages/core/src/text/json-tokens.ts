/**
 * JSON texts with numbers that JavaScript cannot hold: integers beyond 2^53, and what is beyond all floats.
 *
 * @module
 */

import type { Json } from "../types.ts";

/** Longer integers are refused: no type of any format has them, and their digits take time to convert. */
export const MAX_INTEGER_DIGITS = 4300;

/** Numbers, behind punctuation, that may be too long or too large. */
const RARE_NUMBER = /(?:^|[\s:,[])-?(?:\d{16,}|\d[\d.]*[eE]\+?\d{3})/;

/** Whether `JSON.parse` may have rounded a number of `text`. False for nearly every document. */
export function mayHaveRareNumbers(text: string): boolean {
  return RARE_NUMBER.test(text);
}

/**
 * Parses a text that `JSON.parse` takes, except for the NaN, Infinity and -Infinity that become strings. Integers that
 * are not safe become `bigint`, numbers beyond all floats "Infinity", which is what other programs take them for.
 * Duplicate keys keep the last value, as in `JSON.parse`. Throws `RangeError` for integers of too many digits.
 */
export function parseTokens(text: string): Json {
  const tokens = tokensOf(text);
  return readValue(take(tokens), tokens);
}

function readValue(token: string, tokens: Iterator<string, undefined>): Json {
  if (token === "[") {
    const items: Json[] = [];
    for (let next = take(tokens); next !== "]"; next = take(tokens)) items.push(readValue(next, tokens));
    return items;
  }
  if (token === "{") {
    const members: [string, Json][] = [];
    for (let next = take(tokens); next !== "}"; next = take(tokens)) {
      members.push([String(JSON.parse(next)), readValue(take(tokens), tokens)]);
    }
    return Object.fromEntries(members);
  }
  return readScalar(token);
}

const NON_FINITE = /^-?(NaN|Infinity)$/;

function readScalar(token: string): Json {
  if (NON_FINITE.test(token)) return token;
  const value: string | number | boolean | null = JSON.parse(token);
  if (typeof value !== "number") return value;
  if (Number.isSafeInteger(value) || !/^-?\d+$/.test(token))
    return Number.isFinite(value) ? value : String(value);
  if (token.length > MAX_INTEGER_DIGITS) throw new RangeError(`it has an integer of ${token.length} digits`);
  return BigInt(token);
}

/** What is neither space nor punctuation outside strings: numbers, `true`, `false`, `null`. */
const WORD = /[-+.\w]+/y;

/** Strings, words and brackets of a text that is known to be JSON. One regular expression would overflow its stack. */
function* tokensOf(text: string): Generator<string, undefined> {
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    WORD.lastIndex = at;
    const token =
      character === '"' ? text.slice(at, stringEnd(text, at)) : (WORD.exec(text)?.[0] ?? character);
    if (token.length > 1 || /[\w{}[\]]/.test(token)) yield token;
    at += token.length;
  }
}

/** The offset behind the string that starts at `start`: behind the first quote after an even run of backslashes. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslash = end;
    while (text.charAt(backslash - 1) === "\\") backslash -= 1;
    if ((end - backslash) % 2 === 0) return end + 1;
  }
}

function take(tokens: Iterator<string, undefined>): string {
  const token = tokens.next();
  if (token.done) throw new RangeError("A JSON text that parses has no further token");
  return token.value;
}
