import { registerCodecs } from "@chunkwright/codecs/zarrita";
import { expectBytes } from "@chunkwright/testkit";
import { describe, test } from "vitest";
import { open, registry, root } from "zarrita";
import { fixtures } from "../fixture.ts";

registerCodecs(registry);

/** Types that zarrita holds as we do. Half floats are to be had in newer engines alone, even to be converted. */
const TYPES = /^(?:u?int(?:8|16|32|64)|float(?:32|64))$/;

const readable = fixtures.filter((fixture) => {
  const { dataType, codecs } = fixture.encoded();
  const hasHalves = "Float16Array" in globalThis || !/f2"|"float16"/.test(JSON.stringify(codecs));
  // zarrita's own transpose takes one such codec at most, and no shape but the array's.
  const names = codecs.map(({ name }) => name);
  const transposes = names.filter((name) => name === "transpose").length;
  // Its words may be raw bits, which zarrita has no type for.
  if (names.includes("tiff.sample_words")) return false;
  return TYPES.test(dataType) && hasHalves && transposes < (names.includes("reshape") ? 1 : 2);
});

describe.each(readable)("$name", (fixture) => {
  test("reads through zarrita as through our coder", async () => {
    const { dataType, shape, codecs, bytes } = fixture.encoded();
    const metadata = {
      zarr_format: 3,
      node_type: "array",
      shape,
      data_type: dataType,
      chunk_grid: { name: "regular", configuration: { chunk_shape: shape } },
      chunk_key_encoding: { name: "v2", configuration: { separator: "." } },
      codecs,
      fill_value: 0,
      attributes: {},
    };
    const store = new Map<string, Uint8Array>([
      ["/array/zarr.json", new TextEncoder().encode(JSON.stringify(metadata))],
      [`/array/${shape.map(() => 0).join(".") || "0"}`, bytes],
    ]);
    const array = await open(root(store).resolve("array"), { kind: "array" });
    const chunk = await array.getChunk(shape.map(() => 0));
    expectBytes(elementsInOrder(chunk as ZarritaChunk), fixture.decoded);
  });
});

interface ZarritaChunk {
  readonly data: Uint8Array;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

/** The bytes of the elements in C order. */
function elementsInOrder({ data, shape, stride }: ZarritaChunk): Uint8Array {
  const size = data.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const count = shape.reduce((product, length) => product * length, 1);
  const result = new Uint8Array(count * size);
  for (let i = 0; i < count; i += 1) {
    let rest = i;
    let offset = 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      offset += (rest % shape[axis]!) * stride[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    result.set(bytes.subarray(offset * size, (offset + 1) * size), i * size);
  }
  return result;
}
