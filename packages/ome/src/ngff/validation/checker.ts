/**
 * Typed members of JSON that may hold anything: mistakes are recorded, and checking goes on.
 *
 * @module
 */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonMembers,
  printJson,
  showJson,
} from "@chunkwright/core";
import type { ReadableNgffVersion } from "../ngff-version.ts";
import { NGFF_RULES, type NgffFinding, type NgffRule } from "./ngff-rules.ts";

/** Checks one group's attributes. Invalid members are returned as `undefined`, lists with their usable items. */
export interface Checker {
  readonly version: ReadableNgffVersion;
  readonly path: string;
  fail(rule: NgffRule, fact: string): void;
  object(rule: NgffRule, value: Json | undefined, member: string): JsonObject | undefined;
  text(rule: NgffRule, value: Json | undefined, member: string, pattern?: RegExp): string | undefined;
  number(rule: NgffRule, value: Json | undefined, member: string): number | undefined;
  integer(rule: NgffRule, value: Json | undefined, member: string, minimum?: number): number | undefined;
  list(rule: NgffRule, value: Json | undefined, member: string, minimum?: number): readonly Json[];
  /** Objects of a list that must have at least one, and no duplicates. */
  objects(rule: NgffRule, value: Json | undefined, member: string): readonly NamedObject[];
  /** Members that should be there. */
  recommend(rule: NgffRule, object: JsonObject, names: readonly string[], member: string): void;
  /** The `version` that members have up to 0.4. */
  ownVersion(rule: NgffRule, object: JsonObject, member: string): void;
}

const LONGEST_MESSAGE = 300;

/** An object of a list, with its place in it. */
export interface NamedObject {
  readonly object: JsonObject;
  readonly member: string;
}

export function checkerFor(path: string, version: ReadableNgffVersion, findings: NgffFinding[]): Checker {
  function fail(rule: NgffRule, fact: string): void {
    // Names in documents can be of any length.
    const message = fact.length <= LONGEST_MESSAGE ? fact : `${fact.slice(0, LONGEST_MESSAGE - 3)}...`;
    findings.push({ path, rule, ...NGFF_RULES[rule], message });
  }

  /** `value` if `is` says that it is one; else the failure is noted. */
  function check<T extends Json>(
    rule: NgffRule,
    value: Json | undefined,
    member: string,
    wanted: string,
    is: (value: Json) => value is T,
  ): T | undefined {
    if (value !== undefined && is(value)) return value;
    fail(rule, `${member} is ${value === undefined ? "absent" : `${showJson(value)}, not ${wanted}`}`);
    return undefined;
  }

  const list: Checker["list"] = (rule, value, member, minimum = 0) => {
    const items = check(rule, value, member, "a list", isJsonArray);
    if (items && items.length < minimum) {
      fail(rule, `${member} has ${items.length} of at least ${minimum} items`);
    }
    return items ?? [];
  };

  return {
    version,
    path,
    fail,
    list,
    object: (rule, value, member) => check(rule, value, member, "an object", isJsonObject),
    number(rule, value, member) {
      const number = check(rule, value, member, "a number", isNumber);
      return number === undefined ? undefined : Number(number);
    },
    text(rule, value, member, pattern) {
      const text = check(rule, value, member, "a string", isText);
      if (text !== undefined && pattern && !pattern.test(text)) {
        fail(rule, `${member} is ${showJson(text)}, which does not match ${pattern.source}`);
        return undefined;
      }
      return text;
    },
    integer(rule, value, member, minimum = Number.NEGATIVE_INFINITY) {
      const integer = check(rule, value, member, "an integer", isInteger);
      if (integer === undefined) return undefined;
      if (integer >= minimum) return Number(integer);
      fail(rule, `${member} is ${integer}, less than ${minimum}`);
      return undefined;
    },
    objects(rule, value, member) {
      const items = list(rule, value, member, 1);
      reportTwins(items, (a, b) => fail(rule, `${member}[${b}] is the same as ${member}[${a}]`));
      return items.flatMap((item, i) => {
        const object = check(rule, item, `${member}[${i}]`, "an object", isJsonObject);
        return object ? [{ object, member: `${member}[${i}]` }] : [];
      });
    },
    recommend(rule, object, names, member) {
      const missing = names.filter((name) => object[name] === undefined);
      if (missing.length > 0) fail(rule, `${member} has no ${missing.join(", ")}`);
    },
    ownVersion(rule, object, member) {
      if (object.version !== undefined && object.version !== version) {
        fail(rule, `${member}.version is ${showJson(object.version)}, not ${showJson(version)}`);
      }
    },
  };
}

/** Calls `report` for each item that an earlier one equals: lists of label colours have one for each of 100,000 cells. */
function reportTwins(items: readonly Json[], report: (first: number, again: number) => void): void {
  const firsts = new Map<string, number>();
  for (const [i, item] of items.entries()) {
    const text = canonicalText(item);
    const first = firsts.get(text);
    if (first === undefined) firsts.set(text, i);
    else report(first, i);
  }
}

/** The same text for equal values: members are in alphabetical order. */
function canonicalText(value: Json): string {
  return printJson(inOrder(value));
}

function inOrder(value: Json): Json {
  if (isJsonArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  const members = jsonMembers(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member)]));
}

function isText(value: Json): value is string {
  return typeof value === "string";
}

function isNumber(value: Json): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isInteger(value: Json): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}
