import { StorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { withName } from "../src/with-name.ts";

const unnamed = new StorageError("store", "Cannot write 0/c/0: the disk is full", { key: "0/c/0" });

describe("withName()", () => {
  it("says first what could not be done to what the user named, and keeps the rest", () => {
    expect(withName("write a.zarr", "a.zarr", unnamed)).toMatchObject({
      code: "store",
      message: "Cannot write a.zarr: Cannot write 0/c/0: the disk is full",
      context: { key: "0/c/0" },
      cause: unnamed,
    });
  });

  it("leaves errors that have the name, and those that are of another kind", () => {
    expect(withName("write 0", "0/c/0", unnamed)).toBe(unnamed);
    const abort = AbortSignal.abort().reason;
    expect(withName("write a.zarr", "a.zarr", abort)).toBe(abort);
  });
});
