import { isStorageError, StorageError } from "@chunkwright/core";
import { expect, test } from "vitest";
import { describeError, restoreError } from "../src/error-message.ts";

const roundTrip = (error: unknown) => restoreError(structuredClone(describeError(error)));

test("restoreError() gives back code, context, causes and stack", () => {
  const cause = new StorageError("invalid-data", "Cannot decode gzip: no", { format: "gzip", offset: 7 });
  const context = { codec: "gzip", direction: "decode" } as const;
  const error = new StorageError("codec", "Cannot decode gzip: Cannot", context, { cause });
  const restored = roundTrip(error);
  expect(isStorageError(restored, "codec")).toBe(true);
  expect(restored).toMatchObject({ context, message: error.message, stack: error.stack, cause });
  expect(restored).toHaveProperty("cause.context", { format: "gzip", offset: 7 });
});

test("restoreError() keeps the names of other errors, and what is no error as text", () => {
  expect(roundTrip(new RangeError("far"))).toBeInstanceOf(RangeError);
  expect(roundTrip(new TypeError("odd"))).toBeInstanceOf(TypeError);
  expect(roundTrip(new DOMException("gone", "NotFoundError"))).toMatchObject({ name: "NotFoundError" });
  expect(roundTrip(42)).toBe("42");
});

test("describeError() ends where causes go round in a circle", () => {
  const error = new Error("head");
  error.cause = new Error("tail", { cause: error });
  expect(roundTrip(error)).toMatchObject({ message: "head", cause: { message: "tail" } });
});
