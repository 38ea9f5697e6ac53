/**
 * Validation against OME-NGFF's JSON schemas, which are part of the corpus.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { sharedPath } from "./shared-files.ts";

/** Validates a value against a schema, such as "strict_image"; returns one line per error. */
export type NgffValidator = (schema: string, value: unknown) => readonly string[];

/** Validates attributes against the schemas of one OME-NGFF version; needs the corpus. */
export function ngffValidator(version: "0.4" | "0.5"): NgffValidator {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const ids = new Map<string, string>();
  for (const name of readdirSync(sharedPath("corpus/ngff", version, "schemas"))) {
    const text = readFileSync(sharedPath("corpus/ngff", version, "schemas", name), "utf8");
    // The schemas have comments.
    const schema = JSON.parse(text.replace(/^\s*\/\/.*$/gm, ""));
    ids.set(name, schema.$id);
    ajv.addSchema(schema);
  }
  return (name, value) => {
    ajv.validate(ids.get(`${name}.schema`) ?? name, value);
    return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
