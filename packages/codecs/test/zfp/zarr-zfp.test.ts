import { inThreadCoder } from "@chunkwright/codecs";
import type { CodecSpec, EncodedChunk, JsonObject } from "@chunkwright/core";
import { expect, test } from "vitest";
import { elementBytes } from "../element-bytes.ts";
import { fixtures } from "../fixture.ts";

const fixture = fixtures.find(({ name }) => name === "zarr-zfp-rate")!;

function withCodec(configuration: JsonObject, change: Partial<EncodedChunk> = {}): EncodedChunk {
  const codecs: CodecSpec[] = [{ name: "zfp", configuration }];
  return { ...fixture.encoded(), codecs, ...change };
}

test("zfp also accepts rates as zarrs means them, for blocks of three axes", async () => {
  const chunk = await inThreadCoder.decode(withCodec({ mode: "fixed_rate", rate: 7.5 / 4 }));
  expect(elementBytes(chunk)).toEqual(fixture.decoded);
  await expect(inThreadCoder.decode(withCodec({ mode: "fixed_rate", rate: 7 }))).rejects.toMatchObject({
    code: expect.stringMatching(/codec|invalid-data/),
  });
});

test.each<[string, JsonObject, Partial<EncodedChunk>, string]>([
  ["a mode", {}, {}, "invalid-data"],
  ["a rate below zero", { mode: "fixed_rate", rate: -1 }, { dataType: "int32" }, "invalid-data"],
  ["a precision of halves", { mode: "fixed_precision", precision: 1.5 }, {}, "invalid-data"],
  ["a limit", { mode: "expert", minbits: 1, maxbits: 9, maxprec: 4 }, {}, "invalid-data"],
  ["an option", { mode: "reversible", header: true }, {}, "unsupported"],
  ["elements", { mode: "reversible" }, { dataType: "uint64" }, "unsupported"],
  ["axes", { mode: "reversible" }, { shape: [1, 1, 9, 11, 1] }, "unsupported"],
])("zfp refuses %s that it does not know", async (_, configuration, change, code) => {
  await expect(inThreadCoder.decode(withCodec(configuration, change))).rejects.toMatchObject({ code });
});
