import { describe, expect, it } from "vitest";
import { isStorageError, StorageError } from "../src/index.ts";

describe("StorageError", () => {
  const error = new StorageError("invalid-data", "Bad", { format: "tiff", offset: 4 });

  it("is recognised by name and code, from another copy of the package too", () => {
    const foreign = Object.assign(new Error("Bad"), { name: "StorageError", code: "codec", context: {} });
    expect(isStorageError(error)).toBe(true);
    expect(isStorageError(error, "codec", "invalid-data")).toBe(true);
    expect(isStorageError(error, "store")).toBe(false);
    expect(isStorageError(foreign, "codec")).toBe(true);
    expect(isStorageError(new Error("StorageError"))).toBe(false);
    expect(isStorageError(undefined)).toBe(false);
  });
});
