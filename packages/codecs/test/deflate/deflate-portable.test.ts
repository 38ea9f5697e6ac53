import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { type Bytes, isStorageError } from "@chunkwright/core";
import { expectBytes, seededRandom } from "@chunkwright/testkit";
import fc from "fast-check";
import * as fflate from "fflate";
import { describe, expect, test } from "vitest";
import { deflate, inflate } from "../../src/deflate/deflate-portable.ts";
import { deflateByZlib, inflateByZlib } from "../../src/deflate/zlib-node.ts";
import { FUZZ_ROUNDS, FUZZ_TIMEOUT_MS } from "../fuzz.ts";

const random = seededRandom(1);
const TEXT: Bytes = new Uint8Array(Buffer.from("the quick brown fox jumps over the lazy dog; ".repeat(400)));
const NOISE = random.bytes(70_000);

function bytes(buffer: Uint8Array): Bytes {
  return new Uint8Array(buffer);
}

describe.each([
  ["text", TEXT],
  ["noise", NOISE],
  ["zeroes", new Uint8Array(100_000)],
  ["one byte", Uint8Array.of(7)],
  ["nothing", new Uint8Array(0)],
])("of %s", (_name, content) => {
  test.each([0, 1, 6, 9])("inflate() reads what node:zlib wrote at level %i", async (level) => {
    expectBytes(await inflate(bytes(gzipSync(content, { level })), "gzip", content.length), content);
    expectBytes(await inflate(bytes(deflateSync(content, { level })), "zlib", content.length), content);
  });

  test.each([-1, 0, 1, 9])(
    "node:zlib reads what deflate() wrote at level %i, and so does fflate",
    async (level) => {
      const [member, stream] = [await deflate(content, "gzip", level), await deflate(content, "zlib", level)];
      expectBytes(bytes(gunzipSync(member)), content);
      expectBytes(bytes(inflateSync(stream)), content);
      expectBytes(bytes(fflate.gunzipSync(member)), content);
      expectBytes(bytes(fflate.unzlibSync(stream)), content);
    },
  );
});

test("both engines read what both wrote", async () => {
  const envelopes = fc.constantFrom("gzip" as const, "zlib" as const);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), envelopes, async (array, envelope) => {
      const content = bytes(array);
      for (const write of [deflate, deflateByZlib]) {
        for (const read of [inflate, inflateByZlib]) {
          expect(await read(await write(content, envelope, 6), envelope, content.length)).toEqual(content);
        }
      }
    }),
    { numRuns: 200 },
  );
});

describe.each([
  ["the portable engine", inflate],
  ["node:zlib", async (...args: Parameters<typeof inflateByZlib>) => inflateByZlib(...args)],
] as const)("%s", (_name, read) => {
  test("refuses more bytes than allowed", async () => {
    await expect(read(bytes(gzipSync(TEXT)), "gzip", TEXT.length - 1)).rejects.toThrow();
    await expect(read(bytes(deflateSync(TEXT)), "zlib", 0)).rejects.toThrow();
  });

  test("refuses a wrong checksum and a wrong size", async () => {
    for (const place of [8, 4]) {
      const member = bytes(gzipSync(TEXT));
      member[member.length - place] = member[member.length - place]! ^ 1;
      await expect(read(member, "gzip", TEXT.length)).rejects.toThrow();
    }
    const stream = bytes(deflateSync(TEXT));
    stream[stream.length - 1] = stream[stream.length - 1]! ^ 1;
    await expect(read(stream, "zlib", TEXT.length)).rejects.toThrow();
  });

  test("ignores bytes after the last member or the stream", async () => {
    const after = Buffer.from([0, 0, 1, 2]);
    expect(await read(bytes(Buffer.concat([gzipSync(TEXT), after])), "gzip", TEXT.length)).toEqual(TEXT);
    expect(await read(bytes(Buffer.concat([deflateSync(TEXT), after])), "zlib", TEXT.length)).toEqual(TEXT);
  });

  test("returns bytes that fill their buffer", async () => {
    const decoded = await read(bytes(deflateSync(TEXT.subarray(0, 100))), "zlib", 100);
    expect(structuredClone(decoded, { transfer: [decoded.buffer] })).toEqual(TEXT.slice(0, 100));
  });
});

describe("the portable engine", () => {
  test("reads a member with every optional field", async () => {
    const content = Buffer.from("content");
    const trailer = gzipSync(content).subarray(-8);
    const header = Buffer.from([31, 139, 8, 30, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 97, 0, 98, 0, 0, 0]);
    const member = bytes(Buffer.concat([header, deflateRawSync(content), trailer]));
    expect(await inflate(member, "gzip", 7)).toEqual(bytes(content));
    for (let length = 0; length < member.length; length += 1) {
      await expect(inflate(member.slice(0, length), "gzip", 7)).rejects.toThrow();
    }
  });

  test(
    "with flipped bits fails or gives other bytes, soon",
    async () => {
      const stream = bytes(deflateSync(TEXT));
      for (let flip = 0; flip < FUZZ_ROUNDS; flip += 1) {
        const damaged = stream.slice();
        const position = random.below(damaged.length);
        damaged[position] = damaged[position]! ^ (1 << random.below(8));
        await inflate(damaged, "zlib", TEXT.length).catch((error: unknown) => {
          if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
        });
      }
    },
    FUZZ_TIMEOUT_MS,
  );

  test("rejects a preset dictionary as unsupported", async () => {
    const stream = bytes(deflateSync(TEXT, { dictionary: Buffer.from("fox") }));
    await expect(inflate(stream, "zlib", TEXT.length)).rejects.toMatchObject({ code: "unsupported" });
  });
});
