/**
 * References that a document generates instead of listing them. Kerchunk, "References specification", "Version 1",
 * "gen".
 *
 * @module
 */

import { isJsonObject, type Json, jsonMembers, showJson } from "@chunkwright/core";
import { invalidReferences, unsupportedReferences } from "./reference-error.ts";
import { expressionLength, fillIn, type TemplateValue, type TemplateValues } from "./reference-template.ts";

/** A key, and where its value is: without a range, all that is at the URL. */
export interface GeneratedReference {
  readonly key: string;
  readonly url: string;
  readonly range: { readonly offset: number; readonly length: number } | undefined;
}

/** More references, and more text in them, are refused: a few bytes can generate any number. */
const MAX_GENERATED = 2 ** 20;
const MAX_CHARACTERS = 2 ** 28;
/** Characters of expressions, counted for each reference. A million take less than a second. */
const MAX_EVALUATED = 2 ** 26;
const MAX_DIMENSIONS = 32;

/**
 * All combinations of the dimensions of each generator. Throws "invalid-data" for what is not a generator, and
 * "unsupported" beyond 2^20 references.
 */
export function* generatedReferences(gen: Json, templates: TemplateValues): Generator<GeneratedReference> {
  if (!Array.isArray(gen)) throw invalidReferences(`its gen is ${showJson(gen)}, no list`);
  let total = 0;
  let evaluated = 0;
  let characters = 0;
  for (const item of gen) {
    const generator = parseGenerator(item);
    const count = generator.dimensions.reduce((product, dimension) => product * dimension.count, 1);
    total += count;
    if (!(total <= MAX_GENERATED))
      throw unsupportedReferences(`gen of more than ${MAX_GENERATED} references`);
    evaluated += count * evaluatedLength(generator);
    if (evaluated > MAX_EVALUATED)
      throw unsupportedReferences(`gen with more than ${MAX_EVALUATED} characters to evaluate`);
    for (const values of combinations(generator.dimensions, new Map(templates))) {
      const reference = generate(generator, values);
      characters += reference.key.length + reference.url.length;
      if (characters > MAX_CHARACTERS)
        throw unsupportedReferences(`gen of more than ${MAX_CHARACTERS} characters`);
      yield reference;
    }
  }
}

interface ReferenceGenerator {
  readonly key: string;
  readonly url: string;
  readonly range: { readonly offset: string; readonly length: string } | undefined;
  readonly dimensions: readonly Dimension[];
}

interface Dimension {
  readonly name: string;
  readonly count: number;
  readonly valueAt: (index: number) => TemplateValue;
}

function parseGenerator(item: Json): ReferenceGenerator {
  if (!isJsonObject(item)) throw invalidReferences(`its gen has ${showJson(item)}`);
  const { key, url, offset, length, dimensions } = item;
  if (typeof key !== "string" || typeof url !== "string")
    throw invalidReferences("a generator has no key or no url");
  if ((offset === undefined) !== (length === undefined)) {
    throw invalidReferences(`the generator of ${showJson(key)} has one of offset and length`);
  }
  if (!isJsonObject(dimensions))
    throw invalidReferences(`the generator of ${showJson(key)} has no dimensions`);
  const ranges = jsonMembers(dimensions).map(([name, values]) => parseDimension(name, values));
  if (ranges.length > MAX_DIMENSIONS) throw unsupportedReferences(`gen over ${ranges.length} dimensions`);
  return {
    key,
    url,
    range: offset === undefined ? undefined : { offset: textOf(offset), length: textOf(length) },
    dimensions: ranges,
  };
}

/** Characters of expressions in each reference. */
function evaluatedLength({ key, url, range }: ReferenceGenerator): number {
  const texts = [key, url, ...(range ? [range.offset, range.length] : [])];
  return texts.reduce((sum, text) => sum + expressionLength(text), 0);
}

/** "jinja-str", but whole numbers are found as well. */
function textOf(value: Json | undefined): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw invalidReferences(`a generator has ${showJson(value)} for an offset or a length`);
}

function parseDimension(name: string, values: Json): Dimension {
  if (Array.isArray(values)) {
    const listed: readonly Json[] = values;
    return { name, count: listed.length, valueAt: (index) => listedValue(name, listed[index]) };
  }
  if (!isJsonObject(values))
    throw invalidReferences(`its dimension ${showJson(name)} is ${showJson(values)}`);
  const { start = 0, stop, step = 1 } = values;
  if (!isInteger(start) || !isInteger(stop) || !isInteger(step) || step === 0) {
    throw invalidReferences(`its dimension ${showJson(name)} is not a range`);
  }
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return { name, count, valueAt: (index) => start + index * step };
}

function listedValue(name: string, value: Json | undefined): TemplateValue {
  if (isInteger(value) || (typeof value === "string" && !value.includes("{{"))) return value;
  throw invalidReferences(`its dimension ${showJson(name)} has ${showJson(value)}`);
}

/** The values of all names; the map is reused for each combination. */
function* combinations(
  [first, ...rest]: readonly Dimension[],
  values: Map<string, TemplateValue>,
): Generator<TemplateValues> {
  if (!first) {
    yield values;
    return;
  }
  for (let index = 0; index < first.count; index += 1) {
    values.set(first.name, first.valueAt(index));
    yield* combinations(rest, values);
  }
}

function generate({ key, url, range }: ReferenceGenerator, values: TemplateValues): GeneratedReference {
  return {
    key: fillIn(key, values),
    url: fillIn(url, values),
    range: range && {
      offset: countOf(fillIn(range.offset, values)),
      length: countOf(fillIn(range.length, values)),
    },
  };
}

function countOf(text: string): number {
  const count = /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(count)) return count;
  throw invalidReferences(`a generator makes ${showJson(text)} of an offset or a length`);
}

function isInteger(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
