/**
 * Reading codec configurations. Every option is checked; errors name the option and its value.
 *
 * @module
 */

import { type Json, type JsonObject, jsonMembers, printJson, StorageError } from "@chunkwright/core";

/** Throws "unsupported" if `configuration` has members not in `known`: they might change the meaning of the bytes. */
export function checkOptions(codec: string, configuration: JsonObject, known: readonly string[]): void {
  for (const [key] of jsonMembers(configuration)) {
    if (known.includes(key)) continue;
    throw new StorageError("unsupported", `Cannot use codec ${codec}: its option "${key}" is not known`, {
      format: codec,
      feature: key,
    });
  }
}

export interface IntegerOption {
  readonly min: number;
  readonly max: number;
  /** Value of an absent option; without a default the option is required. */
  readonly default?: number;
}

/** An integer option within its bounds. */
export function integerOption(
  codec: string,
  configuration: JsonObject,
  key: string,
  option: IntegerOption,
): number {
  const value = configuration[key] ?? option.default;
  if (typeof value === "number" && Number.isInteger(value) && value >= option.min && value <= option.max) {
    return value;
  }
  throw badOption(codec, key, value, `an integer from ${option.min} to ${option.max}`);
}

/** A finite number, required. */
export function numberOption(codec: string, configuration: JsonObject, key: string): number {
  const value = configuration[key];
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw badOption(codec, key, value, "a number");
}

/** One of `choices`. */
export function choiceOption<const T extends string>(
  codec: string,
  configuration: JsonObject,
  key: string,
  choices: readonly T[],
  defaultChoice?: T,
): T {
  const value = configuration[key] ?? defaultChoice;
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw badOption(codec, key, value, `one of ${choices.join(", ")}`);
  return choice;
}

/** `true` or `false`; `defaultValue` if absent. */
export function booleanOption(
  codec: string,
  configuration: JsonObject,
  key: string,
  defaultValue: boolean,
): boolean {
  const value = configuration[key] ?? defaultValue;
  if (typeof value !== "boolean") throw badOption(codec, key, value, "true or false");
  return value;
}

/** The error for option `key` with a `value` that is not `wanted`. */
export function badOption(
  codec: string,
  key: string,
  value: Json | undefined,
  wanted: string,
): StorageError<"invalid-data"> {
  const given = value === undefined ? "missing" : printJson(value);
  return badConfiguration(codec, `${key} is ${given}, not ${wanted}`);
}

/** The error for a configuration that is invalid in itself or for the data it is bound to. */
export function badConfiguration(codec: string, fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot use codec ${codec}: ${fact}`, { format: codec });
}
