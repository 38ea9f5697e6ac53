/**
 * JSON whose integers beyond 2^53 stay exact: fill values of int64 and uint64 arrays are such numbers.
 *
 * @module
 */

import { type Bytes, type Json, type JsonObject, parseJson } from "@chunkwright/core";

/** A JSON value, in which integers of a `fill_value` that are not safe are `bigint`. */
export type ExactJson = string | number | bigint | boolean | null | readonly ExactJson[] | ExactJsonObject;
/** A JSON object whose integers are exact beyond 2^53. */
export interface ExactJsonObject {
  readonly [key: string]: ExactJson | undefined;
}

/**
 * Parses a document like core's `parseJson`; every unsafe integer in a `fill_value`, however deep, becomes a
 * `bigint`.
 */
export function parseExactJson(bytes: Bytes, path: string): ExactJson {
  const value = parseJson(bytes, path);
  const text = new TextDecoder().decode(bytes);
  // Sixteen digits in a row are rare, and every unsafe integer has at least as many.
  return /\d{16}/.test(text) ? withExactFillValues(tokensOf(text)) : value;
}

/** The JSON text of a document, indented by two spaces, with a newline at its end. */
export function printExactJson(value: ExactJson): Bytes {
  return new TextEncoder().encode(`${print(value, "\n")}\n`);
}

/** `value` as plain JSON: a `bigint` becomes the number nearest to it. */
export function plainJson(value: ExactJson): Json {
  if (typeof value === "bigint") return Number(value);
  if (isList(value)) return value.map(plainJson);
  return isObject(value) ? plainMembers(value) : value;
}

/** `value` if it is an object. */
export function isObject(value: ExactJson | undefined): value is ExactJsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` as a plain JSON object; `undefined` if it is not one. */
export function plainObject(value: ExactJson | undefined): JsonObject | undefined {
  return isObject(value) ? plainMembers(value) : undefined;
}

function plainMembers(value: ExactJsonObject): JsonObject {
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push([key, plainJson(member)]);
  }
  return Object.fromEntries(members);
}

/** `Array.isArray` does not narrow to readonly arrays. */
function isList(value: ExactJson): value is readonly ExactJson[] {
  return Array.isArray(value);
}

function print(value: ExactJson, newline: string): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return printNumber(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${newline}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object" || item === null)) {
      return `[${value.map((item) => print(item, newline)).join(", ")}]`;
    }
    return `[${inner}${value.map((item) => print(item, inner)).join(`,${inner}`)}${newline}]`;
  }
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}: ${print(member, inner)}`);
  }
  return members.length === 0 ? "{}" : `{${inner}${members.join(`,${inner}`)}${newline}}`;
}

/** With all digits of integers of 64 bits: JavaScript prints -(2 ** 63) as one that int64 does not have. */
function printNumber(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && Math.abs(value) <= 2 ** 64
    ? String(BigInt(value))
    : JSON.stringify(value);
}

/** What is neither space nor punctuation outside strings: numbers, `true`, `false`, `null`. */
const WORD = /[-+.\w]+/y;
/** Words that `parseJson` takes as strings. */
const NON_FINITE = /^-?(NaN|Infinity)$/;

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

/**
 * Parses the tokens of a text that is known to be JSON. Duplicate keys keep the last value, as `JSON.parse` does.
 */
function withExactFillValues(tokens: Iterator<string, undefined>): ExactJson {
  const read = (token: string, isFill: boolean): ExactJson => {
    if (token === "[") {
      const items: ExactJson[] = [];
      for (let next = take(tokens); next !== "]"; next = take(tokens)) items.push(read(next, isFill));
      return items;
    }
    if (token === "{") {
      const members: [string, ExactJson][] = [];
      for (let next = take(tokens); next !== "}"; next = take(tokens)) {
        const name = String(JSON.parse(next));
        members.push([name, read(take(tokens), isFill || name === "fill_value")]);
      }
      return Object.fromEntries(members);
    }
    // Longer integers are beyond every integer type.
    const isExact = isFill && /^-?\d{16,20}$/.test(token) && !Number.isSafeInteger(Number(token));
    if (isExact) return BigInt(token);
    return NON_FINITE.test(token) ? token : (JSON.parse(token) as Json);
  };
  return read(take(tokens), false);
}

function take(tokens: Iterator<string, undefined>): string {
  const token = tokens.next();
  if (token.done) throw new RangeError("A JSON text that parses has no further token");
  return token.value;
}
