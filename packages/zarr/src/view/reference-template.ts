/**
 * Texts with `{{expressions}}` in them, the part of Jinja that references use: names, whole numbers with `+ - * // %`
 * and parentheses, quoted text, and templates called with arguments. Kerchunk, "References specification", "Version
 * 1". Jinja, "Template Designer Documentation", "Expressions".
 *
 * @module
 */

import { invalidReferences, unsupportedReferences } from "./reference-error.ts";

/** What a name stands for. */
export type TemplateValue = string | number;

/** The values of names. Text that holds expressions is a template to be called: `{{f(c='text')}}`. */
export type TemplateValues = ReadonlyMap<string, TemplateValue>;

/** Longer texts are refused, templates and results, so that a few bytes of a document cannot become very many. */
const MAX_TEXT_LENGTH = 4096;
/** Deeper nesting is refused. */
const MAX_DEPTH = 32;

const TOKEN = /\s*(?:(\d+)|([A-Za-z_]\w*)|'([^'\\]*)'|"([^"\\]*)"|(\/\/|[-+*%(),=]))/y;

/**
 * `text` with its expressions evaluated. Throws "invalid-data" for names that have no value and for numbers out of
 * range, and "unsupported" for all else that Jinja knows.
 */
export function fillIn(text: string, values: TemplateValues): string {
  if (!isTemplate(text)) return text;
  if (text.length > MAX_TEXT_LENGTH) throw unsupportedReferences(`a template of ${text.length} characters`);
  let filled = "";
  let end = 0;
  for (const place of expressionsIn(text)) {
    filled += text.slice(end, place.start) + evaluate(place.expression, values);
    end = place.end;
    if (filled.length > MAX_TEXT_LENGTH)
      throw invalidReferences(`a template makes a text of over ${MAX_TEXT_LENGTH} characters`);
  }
  return filled + text.slice(end);
}

/** How many characters of a text are expressions. */
export function expressionLength(text: string): number {
  let sum = 0;
  for (const { expression } of expressionsIn(text)) sum += expression.length;
  return sum;
}

/** The expressions of a text, and where they and their braces are. */
function* expressionsIn(text: string) {
  for (let start = text.indexOf("{{"); start >= 0; ) {
    const close = text.indexOf("}}", start + 2);
    if (close < 0) return;
    const end = close + 2;
    yield { start, end, expression: text.slice(start + 2, close) };
    start = text.indexOf("{{", end);
  }
}

function isTemplate(value: TemplateValue): boolean {
  return typeof value === "string" && value.includes("{{");
}

function evaluate(expression: string, values: TemplateValues): TemplateValue {
  // Signs next to the braces are not operators: they strip whitespace.
  if (/^[-+]|[-+]$/.test(expression)) throw unsupported(expression);
  const tokens = tokensOf(expression);
  let at = 0;
  let depth = 0;

  function take(text: string): boolean {
    const token = tokens[at];
    const isNext = token?.kind === "sign" && token.text === text;
    if (isNext) at += 1;
    return isNext;
  }

  function expect(text: string): void {
    if (!take(text)) throw unsupported(expression);
  }

  function sum(): TemplateValue {
    depth += 1;
    if (depth > MAX_DEPTH) throw unsupported(expression);
    let value = product();
    for (;;) {
      if (take("+")) value = count(number(value) + number(product()));
      else if (take("-")) value = count(number(value) - number(product()));
      else break;
    }
    depth -= 1;
    return value;
  }

  function product(): TemplateValue {
    let value = operand();
    for (;;) {
      if (take("*")) value = count(number(value) * number(operand()));
      else if (take("//")) value = count(Math.floor(number(value) / divisor(operand())));
      else if (take("%")) value = modulo(number(value), divisor(operand()));
      else return value;
    }
  }

  function operand(): TemplateValue {
    if (take("-")) return -number(primary());
    return primary();
  }

  function primary(): TemplateValue {
    if (take("(")) {
      const value = sum();
      expect(")");
      return value;
    }
    const token = tokens[at];
    at += 1;
    if (token?.kind === "text") return token.text;
    if (token?.kind === "number") return count(Number(token.text));
    if (token?.kind !== "name") throw unsupported(expression);
    const value = values.get(token.text);
    if (value === undefined) throw invalidReferences(`it has no template ${JSON.stringify(token.text)}`);
    if (!isTemplate(value)) return value;
    // Inside a template only its arguments are known, no other templates.
    return fillIn(String(value), callArguments());
  }

  function callArguments(): TemplateValues {
    expect("(");
    const given = new Map<string, TemplateValue>();
    if (take(")")) return given;
    do {
      const name = tokens[at];
      at += 1;
      expect("=");
      if (name?.kind !== "name") throw unsupported(expression);
      const value = sum();
      if (isTemplate(value)) throw unsupported(expression);
      given.set(name.text, value);
    } while (take(","));
    expect(")");
    return given;
  }

  function number(value: TemplateValue): number {
    if (typeof value === "number") return value;
    throw unsupported(expression);
  }

  function divisor(value: TemplateValue): number {
    if (number(value) !== 0) return number(value);
    throw invalidReferences(`{{${expression}}} divides by zero`);
  }

  function count(value: number): number {
    if (Number.isSafeInteger(value)) return value;
    throw invalidReferences(`{{${expression}}} is beyond 2^53`);
  }

  const value = sum();
  if (at < tokens.length) throw unsupported(expression);
  return value;
}

/** The remainder as in Python, with the sign of the divisor. */
function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

interface Token {
  readonly kind: "number" | "name" | "text" | "sign";
  readonly text: string;
}

function tokensOf(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  const source = expression.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (!match) throw unsupported(expression);
    const [, number, name, single, double, sign = ""] = match;
    const text = single ?? double;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (text !== undefined) tokens.push({ kind: "text", text });
    else tokens.push({ kind: "sign", text: sign });
  }
  return tokens;
}

function unsupported(expression: string) {
  return unsupportedReferences(`the template {{${expression.slice(0, 100)}}}`);
}
