import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { type Bytes, type CodecSpec, type EncodedChunk, filledChunk, StorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { inThreadCoder } from "../src/index.ts";

const BYTES: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const GZIP: CodecSpec = { name: "gzip", configuration: { level: 6 } };
const ZLIB: CodecSpec = { name: "numcodecs.zlib", configuration: { level: 1 } };

const ELEMENTS: Bytes = Uint8Array.from({ length: 40_000 }, (_, i) => (i * i) % 113);

function encoded(bytes: Uint8Array, ...codecs: readonly CodecSpec[]): EncodedChunk {
  return { bytes: new Uint8Array(bytes), dataType: "uint16", shape: [200, 100], codecs: [BYTES, ...codecs] };
}

describe("reenvelope()", () => {
  it.each([1, 6, 9])("converts gzip to zlib and back, with the same stream, level %i", async (level) => {
    const gzip = encoded(gzipSync(ELEMENTS, { level }), GZIP);
    const zlib = await inThreadCoder.reenvelope?.(gzip, [BYTES, ZLIB]);
    expect(zlib).toMatchObject({ dataType: "uint16", shape: [200, 100], codecs: [BYTES, ZLIB] });
    expect(zlib!.bytes.subarray(2, -4)).toEqual(gzip.bytes.subarray(10, -8));
    expect(new Uint8Array(inflateSync(zlib!.bytes))).toEqual(ELEMENTS);
    const back = await inThreadCoder.reenvelope?.(zlib!, [BYTES, GZIP]);
    expect(back!.bytes.subarray(10)).toEqual(gzip.bytes.subarray(10));
    expect(new Uint8Array(gunzipSync(back!.bytes))).toEqual(ELEMENTS);
  });

  it("drops the optional fields of gzip headers", async () => {
    const plain = gzipSync(ELEMENTS);
    const named = new Uint8Array(plain.byteLength + 6);
    named.set(plain.subarray(0, 10));
    named[3] = 8;
    named.set(new TextEncoder().encode("a.raw\0"), 10);
    named.set(plain.subarray(10), 16);
    const zlib = await inThreadCoder.reenvelope?.(encoded(named, GZIP), [BYTES, ZLIB]);
    expect(new Uint8Array(inflateSync(zlib!.bytes))).toEqual(ELEMENTS);
  });

  it("refuses pipelines that differ in more than the envelope, and several gzip members", async () => {
    const zlib = encoded(deflateSync(ELEMENTS), ZLIB);
    const shuffle: CodecSpec = { name: "numcodecs.shuffle", configuration: { elementsize: 2 } };
    for (const codecs of [[BYTES], [BYTES, shuffle, GZIP], [BYTES, { name: "zstd" }]]) {
      expect(await inThreadCoder.reenvelope?.(zlib, codecs)).toBeUndefined();
    }
    const halves = [ELEMENTS.subarray(0, 20_000), ELEMENTS.subarray(20_000)].map((half) => gzipSync(half));
    const members = encoded(Buffer.concat(halves), GZIP);
    expect(await inThreadCoder.reenvelope?.(members, [BYTES, ZLIB])).toBeUndefined();
  });

  it("keeps the bytes where the pipelines decode alike", async () => {
    const zlib = encoded(deflateSync(ELEMENTS), ZLIB);
    const kept = await inThreadCoder.reenvelope?.({ ...zlib, lenientFormat: "hdf5" }, [BYTES, ZLIB]);
    expect(kept).toEqual(zlib);
  });

  it.each([-2, 2])("rejects streams with %i bytes more than the chunk", async (more) => {
    const elements = new Uint8Array(ELEMENTS.byteLength + more);
    for (const to of [ZLIB, GZIP]) {
      const checked = inThreadCoder.reenvelope?.(encoded(deflateSync(elements), ZLIB), [BYTES, to]);
      await expect(checked).rejects.toMatchObject({ code: "codec" });
    }
  });

  it("checks pictures by their pixels", async () => {
    const codecs = [{ name: "tiff.jpeg", configuration: { quality: 90 } }];
    const whole = await inThreadCoder.encode(filledChunk("uint8", [32, 24], 5), codecs);
    expect(await inThreadCoder.reenvelope?.(whole, codecs)).toEqual(whole);
    const cropped = inThreadCoder.reenvelope?.({ ...whole, shape: [32, 32] }, codecs);
    await expect(cropped).rejects.toMatchObject({ code: "codec" });
  });

  it("leaves the bytes as they are while it checks them", async () => {
    const shuffle: CodecSpec = { name: "numcodecs.shuffle", configuration: { elementsize: 2 } };
    const shuffled = encoded(ELEMENTS, shuffle);
    expect((await inThreadCoder.reenvelope?.(shuffled, shuffled.codecs))?.bytes).toEqual(ELEMENTS);
  });

  it("rejects streams that are damaged or cut off", async () => {
    const gzip = gzipSync(ELEMENTS);
    const damaged = new Uint8Array(gzip);
    damaged[gzip.byteLength - 6]! ^= 1;
    for (const bytes of [damaged, gzip.subarray(0, -3), gzip.subarray(0, 200), gzip.subarray(0, 5)]) {
      const changed = inThreadCoder.reenvelope?.(encoded(bytes, GZIP), [BYTES, ZLIB]);
      await expect(changed).rejects.toBeInstanceOf(StorageError);
    }
  });
});
