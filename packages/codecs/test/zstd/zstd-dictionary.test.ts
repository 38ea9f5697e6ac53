import { readFileSync } from "node:fs";
import { codecTable, createCoder, decodeZstd, inThreadCoder, zstdWithDictionary } from "@chunkwright/codecs";
import { expectBytes, seededRandom } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { elementBytes } from "../element-bytes.ts";
import { readFixture } from "../fixture.ts";

interface DictionaryFile {
  readonly decoded: string;
  readonly cases: {
    readonly [name: string]: {
      readonly dictionary: string;
      readonly encoded: string;
      readonly other?: string;
    };
  };
}

const file: DictionaryFile = JSON.parse(
  readFileSync(new URL("zstd-dictionary.json", import.meta.url), "utf8"),
);
const content = fromBase64(file.decoded);
const { trained, raw } = file.cases;

describe.each(Object.entries(file.cases))("with a %s dictionary", (_name, { dictionary, encoded }) => {
  test("decodeZstd() decodes what zstandard encoded", async () => {
    expectBytes(await decodeZstd(fromBase64(encoded), { dictionary: fromBase64(dictionary) }), content);
  });

  test("a coder decodes with a table that has the dictionary", async () => {
    const table = new Map(codecTable).set("zstd", zstdWithDictionary(fromBase64(dictionary)));
    const codecs = [{ name: "bytes" }, { name: "zstd" }];
    const shape = [content.length];
    const chunk = { dataType: "uint8", shape, codecs, bytes: fromBase64(encoded) } as const;
    expectBytes((await createCoder({ table }).decode(chunk)).data as Uint8Array, content);
  });

  test("flipped bits give an error or other bytes", async () => {
    const random = seededRandom(7);
    for (let flip = 0; flip < 500; flip += 1) {
      const bytes = fromBase64(encoded);
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
      const options = { dictionary: fromBase64(dictionary), maxByteLength: content.length };
      const decoded = await decodeZstd(bytes, options).catch((error: unknown) => error);
      if (!(decoded instanceof Uint8Array)) expect(decoded).toMatchObject({ code: "codec" });
    }
  });
});

test.each([
  ["none", {}],
  ["another", { dictionary: fromBase64(trained?.other ?? "") }],
])("a frame that needs a dictionary is an error with %s", async (_name, options) => {
  await expect(decodeZstd(fromBase64(trained?.encoded ?? ""), options)).rejects.toMatchObject({
    code: "codec",
    message: expect.stringContaining("needs a dictionary, and was given none or another"),
  });
});

test("frames that need no dictionary decode after one that did", async () => {
  const options = { dictionary: fromBase64(raw?.dictionary ?? "") };
  await decodeZstd(fromBase64(raw?.encoded ?? ""), options);
  const fixture = readFileSync(new URL("../fixtures/zstd-3.json", import.meta.url), "utf8");
  const { encoded, decoded } = readFixture("zstd-3.json", fixture);
  expectBytes(await decodeZstd(encoded().bytes), decoded);
  expectBytes(elementBytes(await inThreadCoder.decode(encoded())), decoded);
});

test("more bytes than allowed are an error", async () => {
  const options = { dictionary: fromBase64(raw?.dictionary ?? ""), maxByteLength: content.length - 1 };
  await expect(decodeZstd(fromBase64(raw?.encoded ?? ""), options)).rejects.toMatchObject({ code: "codec" });
});

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, "base64"));
}
