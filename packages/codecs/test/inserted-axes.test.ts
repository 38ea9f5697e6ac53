import { type ChunkSource, elementCount, insertAxes } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { inThreadCoder } from "../src/index.ts";
import { elementBytes } from "./element-bytes.ts";
import { type Fixture, fixtures } from "./fixture.ts";

/** An array of one chunk. */
function sourceOf({ encoded }: Fixture): ChunkSource {
  const { dataType, shape, codecs } = encoded();
  return {
    kind: "array",
    info: { dataType, shape, chunkShape: shape, codecs, fillValue: 0, attributes: {} },
    readEncodedChunk: async () => encoded(),
    readChunk: () => inThreadCoder.decode(encoded()),
  };
}

describe("a chunk to which axes of length 1 are added", () => {
  const chunks = fixtures.filter(({ encoded }) => elementCount(encoded().shape) > 0);
  test.each(chunks)("decodes as before: $name", async (fixture) => {
    const view = insertAxes(sourceOf(fixture), [0, 1]);
    const index = view.info.shape.map(() => 0);
    const encoded = await view.readEncodedChunk(index);
    const chunk = await inThreadCoder.decode(encoded!);
    expect(chunk.shape).toEqual(view.info.shape);
    expect(elementBytes(chunk)).toEqual(fixture.decoded);
  });
});
