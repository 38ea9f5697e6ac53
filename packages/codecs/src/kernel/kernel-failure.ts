/**
 * Errors for the kernels' negative return values; the numbers are those of `wasm/src/_errors.ts`.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

const FACTS: { readonly [code: number]: string } = {
  "-1": "its bytes end too early",
  "-2": "its bytes break the rules of the format",
  "-3": "it holds more bytes than expected",
  "-5": "there was too little scratch memory",
  "-6": "a checksum does not match the decoded bytes",
  "-7": "it needs a dictionary, and was given none or another",
};
const ERROR_UNSUPPORTED = -4;

/** The error for a kernel's negative return value. */
export function kernelFailure(
  format: string,
  code: number,
  direction: "decode" | "encode" = "decode",
): StorageError {
  if (code === ERROR_UNSUPPORTED) {
    return new StorageError(
      "unsupported",
      `Cannot ${direction} ${format}: it uses a feature that is not implemented`,
      {
        format,
        feature: "a variant of the format",
      },
    );
  }
  return new StorageError(
    "invalid-data",
    `Cannot ${direction} ${format}: ${FACTS[code] ?? `error ${code}`}`,
    {
      format,
    },
  );
}
