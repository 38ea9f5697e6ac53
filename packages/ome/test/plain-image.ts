/** Images of zeros that are not stored. */

import type { DataType } from "@chunkwright/core";
import type { Image } from "../src/index.ts";

export function plainImage(
  names: readonly string[],
  shapes: readonly (readonly number[])[],
  dataType: DataType = "uint8",
): Image {
  const types = new Map([
    ["t", "time"],
    ["c", "channel"],
  ]);
  const levels = shapes.map((shape) => ({
    source: {
      kind: "array" as const,
      info: {
        dataType,
        shape,
        chunkShape: shape.map((length) => Math.max(1, length)),
        fillValue: 0,
        codecs: [{ name: "bytes" }],
        attributes: {},
      },
      readChunk: async () => undefined,
      readEncodedChunk: async () => undefined,
    },
    scale: shape1(names),
    translation: names.map(() => 0),
  }));
  const c = names.indexOf("c");
  return {
    name: "plain",
    axes: names.map((name) => ({ name, type: types.get(name) ?? "space" })),
    levels: [levels[0]!, ...levels.slice(1)],
    channels: Array.from({ length: c === -1 ? 1 : shapes[0]![c]! }, () => ({})),
  };
}

function shape1(names: readonly string[]): readonly number[] {
  return names.map(() => 1);
}
