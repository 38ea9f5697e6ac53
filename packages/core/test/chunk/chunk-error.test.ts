import { expect, test } from "vitest";
import { chunkError, StorageError } from "../../src/index.ts";

test("chunkError() names the chunk that a codec failed on, and leaves other errors alone", () => {
  const cause = new StorageError("codec", "Cannot decode zstd: no", { codec: "zstd", direction: "decode" });
  expect(chunkError(cause, "a/0", [1, 2])).toMatchObject({
    code: "codec",
    message: "Cannot read chunk [1,2] of a/0: Cannot decode zstd: no",
    context: { codec: "zstd", direction: "decode", index: [1, 2] },
    cause,
  });
  expect(chunkError(cause, "", [0])).toMatchObject({
    message: "Cannot read chunk [0]: Cannot decode zstd: no",
  });
  const other = new Error("no");
  expect(chunkError(other, "a", [0])).toBe(other);
});
