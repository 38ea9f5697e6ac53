import { createS3File, openS3File, s3Store } from "@chunkwright/stores/s3";
import { createZip, openZip } from "@chunkwright/stores/zip";
import { expectBytes, seededRandom } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { KEYS, s3Bucket } from "./s3-bucket.ts";

const VALUE = seededRandom(1).bytes(100_000);

describe("openS3File()", () => {
  test("reads ranges of one version", async () => {
    const { server, options } = await s3Bucket(new Map([["a b/v.tif", VALUE]]));
    const file = await openS3File({ ...options, key: "a b/v.tif", headBytes: 10 });
    expect(file.size).toBe(100_000);
    expectBytes(await file.read(500, 1000), VALUE.slice(500, 1500));
    server.objects.set("a b/v.tif", seededRandom(2).bytes(100_000));
    await expect(file.read(5000, 10)).rejects.toMatchObject({
      code: "store",
      message: expect.stringContaining("it has changed since it was opened"),
    });
  });

  test("rejects for an absent object", async () => {
    const { options } = await s3Bucket();
    await expect(openS3File({ ...options, key: "none" })).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("createS3File()", () => {
  test("writes a small object with one request", async () => {
    const { server, options } = await s3Bucket();
    const file = createS3File({ ...options, key: "v" });
    await file.write(4, VALUE.slice(4, 100));
    await file.write(0, VALUE.slice(0, 4));
    expect(server.requests.length).toBe(0);
    await file.close();
    expectBytes(server.objects.get("v"), VALUE.slice(0, 100));
    expect(server.requests.length).toBe(1);
  });

  test.each([1, 2, 3])(
    "writes a large object in parts, its start patched at the end (seed %i)",
    async (seed) => {
      const { server, options } = await s3Bucket();
      const random = seededRandom(seed);
      const file = createS3File({ ...options, key: "v", partBytes: 7000 });
      await file.write(0, new Uint8Array(50));
      for (let offset = 50; offset < VALUE.byteLength; ) {
        const length = Math.min(1 + random.below(20_000), VALUE.byteLength - offset);
        await file.write(offset, VALUE.slice(offset, offset + length));
        offset += length;
      }
      await file.write(0, VALUE.slice(0, 50));
      expect(server.objects.has("v")).toBe(false);
      await file.close();
      await file.close();
      await file.abort();
      expectBytes(server.objects.get("v"), VALUE);
      expect(server.openUploads.size).toBe(0);
      expect(server.requests.length).toBe(1 + Math.ceil(100_000 / 7000) + 1);
    },
  );

  test("keeps a head of several parts until the end", async () => {
    for (const length of [2600, 3500, 20_500]) {
      const { server, options } = await s3Bucket();
      const file = createS3File({ ...options, key: "v", partBytes: 1000, headBytes: 2600 });
      await file.write(2600, VALUE.slice(2600, length));
      expect(server.openUploads.size).toBe(length > 4000 ? 1 : 0);
      await file.write(900, VALUE.slice(900, 2600));
      await file.write(0, VALUE.slice(0, 900));
      await file.close();
      expectBytes(server.objects.get("v"), VALUE.slice(0, length));
    }
  });

  test("leaves zeroes where nothing was written", async () => {
    const { server, options } = await s3Bucket();
    const file = createS3File({ ...options, key: "v", partBytes: 1000 });
    await file.write(4500, Uint8Array.of(1));
    await file.close();
    const value = server.objects.get("v")!;
    expect(value.byteLength).toBe(4501);
    expect(value.findIndex((byte) => byte !== 0)).toBe(4500);
  });

  test("refuses to write into a part that has been uploaded", async () => {
    const { options } = await s3Bucket();
    const file = createS3File({ ...options, key: "v", partBytes: 1000 });
    await file.write(0, VALUE.slice(0, 2500));
    await file.write(2400, VALUE.slice(2400, 3000));
    await expect(file.write(1500, VALUE.slice(0, 10))).rejects.toMatchObject({ code: "unsupported" });
    await expect(file.write(990, VALUE.slice(0, 20))).rejects.toMatchObject({ code: "unsupported" });
    await file.abort();
  });

  test("aborts the upload when a part fails, and rejects with the reason", async () => {
    const { server, options } = await s3Bucket(new Map([["v", VALUE]]), {
      keys: KEYS,
      script: ({ query }) => (query.get("partNumber") === "3" ? { kind: "status", status: 503 } : undefined),
    });
    const file = createS3File({ ...options, key: "v", partBytes: 1000 });
    await expect(
      (async () => {
        for (let offset = 0; offset < 20_000; offset += 500) await file.write(offset, new Uint8Array(500));
        await file.close();
      })(),
    ).rejects.toThrow("Cannot write v: the server answered 503 Service Unavailable, 5 times");
    await expect(file.close()).rejects.toThrow("503");
    expect(server.openUploads.size).toBe(0);
    expectBytes(server.objects.get("v"), VALUE);
  });

  test("recognises an error in a response of 200", async () => {
    const { options } = await s3Bucket();
    const fetch = async (url: string, init: RequestInit) =>
      init.method === "POST" && url.includes("uploadId=")
        ? new Response("<Error><Code>InternalError</Code><Message>Sorry</Message></Error>")
        : globalThis.fetch(url, init);
    const file = createS3File({ ...options, key: "v", partBytes: 1000, fetch });
    await file.write(0, VALUE.slice(0, 5000));
    await expect(file.close()).rejects.toThrow("(InternalError: Sorry)");
  });

  test("abort() leaves nothing behind", async () => {
    const { server, options } = await s3Bucket();
    const file = createS3File({ ...options, key: "v", partBytes: 1000 });
    await file.write(0, VALUE.slice(0, 5000));
    await file.abort();
    await file.abort();
    await expect(file.close()).rejects.toThrow("Cannot write v: it was aborted");
    expect(server.openUploads.size).toBe(0);
    expect(server.objects.size).toBe(0);
  });

  test("createOnly does not replace, in parts or in one", async () => {
    const { server, options } = await s3Bucket(new Map([["v", VALUE]]));
    for (const length of [10, 5000]) {
      const file = createS3File({ ...options, key: "v", partBytes: 1000, createOnly: () => true });
      await file.write(0, new Uint8Array(length));
      await expect(file.close()).rejects.toMatchObject({ code: "exists" });
    }
    expect(server.openUploads.size).toBe(0);
    expectBytes(server.objects.get("v"), VALUE);
  });

  test("takes an archive while it is written", async () => {
    const { options } = await s3Bucket();
    const writer = createZip(createS3File({ ...options, key: "image.ozx", partBytes: 3000 }));
    await Promise.all(Array.from({ length: 10 }, (_, i) => writer.set(`c/${i}`, VALUE.slice(0, 1000 * i))));
    await writer.close();
    const store = await openZip(await openS3File({ ...options, key: "image.ozx" }));
    expectBytes(await store.get("c/9"), VALUE.slice(0, 9000));
    expect(await s3Store(options).size("image.ozx")).toBeGreaterThan(45_000);
  });
});
