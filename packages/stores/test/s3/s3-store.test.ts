import type { Bytes } from "@chunkwright/core";
import * as module from "@chunkwright/stores/s3";
import { s3Store } from "@chunkwright/stores/s3";
import {
  collect,
  expectBytes,
  type Fault,
  type S3ServerOptions,
  s3Server,
  seededRandom,
  testWritableStore,
} from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { KEYS, reach, s3Bucket } from "./s3-bucket.ts";

const prefixed = (entries: ReadonlyMap<string, Bytes>) =>
  new Map([
    ["other", Uint8Array.of(9)],
    ...Array.from(entries, ([key, value]) => [`da ta+/${key}`, value] as const),
  ]);

testWritableStore("s3Store()", async (entries) => {
  const server = await s3Server(entries, { keys: KEYS });
  return { store: s3Store(reach(server, { keys: KEYS })), dispose: () => server.close() };
});

testWritableStore(
  "s3Store() below a prefix, of a server that pages early and does not encode keys",
  async (entries) => {
    const options: S3ServerOptions = { pageSize: 2, encodesKeys: false };
    const server = await s3Server(prefixed(entries), options);
    return {
      store: s3Store({ ...reach(server, options), prefix: "da ta+/" }),
      dispose: () => server.close(),
    };
  },
);

test("the module exports its public names alone", () => {
  expect(Object.keys(module).sort()).toEqual(["createS3File", "openS3File", "s3Store"]);
});

const TEN = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

describe("addresses", () => {
  async function urlOf(options: Partial<module.S3StoreOptions>): Promise<string> {
    let asked = "";
    const fetch = async (url: string) => {
      asked = url;
      return new Response(null, { status: 404 });
    };
    await s3Store({ bucket: "my-data", fetch, ...options }).get("a b/c");
    return asked;
  }

  test.each([
    [{}, "https://my-data.s3.us-east-1.amazonaws.com/a%20b/c"],
    [{ region: "eu-west-1", prefix: "x/y" }, "https://my-data.s3.eu-west-1.amazonaws.com/x/y/a%20b/c"],
    [{ bucket: "my.data" }, "https://s3.us-east-1.amazonaws.com/my.data/a%20b/c"],
    [{ pathStyle: true }, "https://s3.us-east-1.amazonaws.com/my-data/a%20b/c"],
    [{ endpoint: "http://localhost:9000/" }, "http://localhost:9000/my-data/a%20b/c"],
    [{ endpoint: "https://host/s3" }, "https://host/s3/my-data/a%20b/c"],
    [{ endpoint: "https://r2.example", pathStyle: false }, "https://my-data.r2.example/a%20b/c"],
  ])("%j", async (options, url) => {
    expect(await urlOf(options)).toBe(url);
  });

  test("an invalid bucket, endpoint or prefix is refused", () => {
    expect(() => s3Store({ bucket: "a/../b" })).toThrow('"a/../b" is not a bucket name');
    expect(() => s3Store({} as never)).toThrow('"undefined" is not a bucket name');
    expect(() => s3Store({ bucket: "data", endpoint: "localhost" })).toThrow("it is not a URL");
    expect(() => s3Store({ bucket: "data", endpoint: "file:///tmp" })).toThrow(
      "it begins with neither http:// nor https://",
    );
    expect(() => s3Store({ bucket: "data", prefix: "a/../b" })).toThrow('it has a segment ".."');
  });

  test("credentials without a key are an error at once", async () => {
    const credentials = { accessKeyId: "AKID", secretAccessKey: "" };
    await expect(urlOf({ credentials })).rejects.toThrow(
      /^Cannot sign requests with the credentials: secretAccessKey is missing$/,
    );
  });

  test("requests follow a bucket to its region, from then on", async () => {
    const hosts: string[] = [];
    const fetch = async (url: string) => {
      const { host } = new URL(url);
      hosts.push(host);
      const headers = { "x-amz-bucket-region": "ap-south-1" };
      return host.includes("ap-south-1") ? new Response(TEN) : new Response(null, { status: 301, headers });
    };
    const store = s3Store({ bucket: "far", fetch, credentials: KEYS });
    expect(await store.get("ten")).toEqual(TEN);
    await store.get("ten");
    expect(hosts.map((host) => host.split(".")[2])).toEqual(["us-east-1", "ap-south-1", "ap-south-1"]);
  });
});

describe("signatures", () => {
  test("a wrong region is corrected by the server's response", async () => {
    const { server, options } = await s3Bucket(new Map([["ten", TEN]]));
    expect(await s3Store({ ...options, region: "us-east-1" }).get("ten")).toEqual(TEN);
    expect(server.requests.length).toBe(2);
  });

  test("credentials may come from a function, called for each request", async () => {
    const { options } = await s3Bucket(new Map([["ten", TEN]]));
    let calls = 0;
    const credentials = async () => {
      calls += 1;
      return KEYS;
    };
    const store = s3Store({ ...options, credentials });
    await store.get("ten");
    await store.size("ten");
    expect(calls).toBe(2);
  });

  test.each([
    ["a wrong secret", { secretAccessKey: "wrong" }],
    ["no session token", { sessionToken: undefined }],
    ["another key", { accessKeyId: "AKIDOTHER" }],
  ])("%s is a store error that is not retried", async (_, change) => {
    const { server, options } = await s3Bucket(new Map([["ten", TEN]]));
    const store = s3Store({ ...options, credentials: { ...KEYS, ...change } });
    await expect(store.get("ten")).rejects.toMatchObject({ code: "store", context: { status: 403 } });
    await expect(store.set("ten", TEN.slice())).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Cannot write ten: the server answered 403 Forbidden \(\w+: No & no\)$/,
      ),
    });
    expect(server.requests.length).toBe(2);
  });
});

describe("writes", () => {
  test("createOnly keeps an existing object and rejects", async () => {
    const { server, options } = await s3Bucket(new Map([["a/zarr.json", TEN]]));
    const store = s3Store({ ...options, prefix: "a", createOnly: (key) => key.endsWith(".json") });
    await expect(store.set("zarr.json", Uint8Array.of(1))).rejects.toMatchObject({
      code: "exists",
      message: "Cannot write zarr.json: it already exists",
      context: { path: "zarr.json" },
    });
    await store.set("c/0", Uint8Array.of(1));
    await store.set("c/0", Uint8Array.of(2));
    expect(server.objects.get("a/zarr.json")).toEqual(TEN);
    expect(server.objects.get("a/c/0")).toEqual(Uint8Array.of(2));
  });

  const passing: { readonly [name: string]: Fault } = {
    "503 Slow Down": { kind: "status", status: 503 },
    "connection reset": { kind: "reset" },
    silence: { kind: "stall" },
  };
  test.each(Object.entries(passing))("%s, then an answer", async (_, fault) => {
    const value = seededRandom(1).bytes(10_000);
    const { server, options } = await s3Bucket(new Map(), {
      keys: KEYS,
      script: ({ index }) => (index % 2 === 0 ? fault : undefined),
    });
    const store = s3Store(options);
    await store.set("v", value.slice());
    expectBytes(await store.get("v"), value);
    await store.delete("v");
    expect(server.objects.size).toBe(0);
    expect(await collect(store.list(""))).toEqual([]);
    expect(server.requests.length).toBe(8);
  });

  test("a permanent failure is a store error after five tries", async () => {
    const { options } = await s3Bucket(new Map(), {
      keys: KEYS,
      script: () => ({ kind: "status", status: 500 }),
    });
    const store = s3Store(options);
    await expect(store.set("v", TEN.slice())).rejects.toMatchObject({
      code: "store",
      message: "Cannot write v: the server answered 500 Internal Server Error, 5 times",
    });
    await expect(store.delete("v")).rejects.toThrow("Cannot delete v: the server answered 500");
    await expect(collect(store.list("a/"))).rejects.toThrow("Cannot list a/: the server answered 500");
  });

  test("a long body has more time", async () => {
    const { options } = await s3Bucket(new Map(), {
      keys: KEYS,
      script: () => ({ kind: "delay", delayMs: 150 }),
    });
    await s3Store({ ...options, timeoutMs: 50, retries: 0 }).set("v", new Uint8Array(20_000));
  });

  test("an abort under way ends a write at once", async () => {
    const { options } = await s3Bucket(new Map(), { keys: KEYS, script: () => ({ kind: "stall" }) });
    const controller = new AbortController();
    const writing = s3Store(options).set("v", TEN.slice(), { signal: controller.signal });
    setTimeout(() => controller.abort("enough"), 20);
    const start = performance.now();
    await expect(writing).rejects.toBe("enough");
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe("listings", () => {
  test("pages follow one another, however many", async () => {
    const entries = new Map(Array.from({ length: 25 }, (_, i) => [`d/${i}/x`, TEN] as const));
    const { server, options } = await s3Bucket(entries, { keys: KEYS, pageSize: 10 });
    expect((await collect(s3Store(options).list("d/"))).length).toBe(25);
    expect(server.requests.length).toBe(3);
  });

  test("invalid keys are left out, and the objects that consoles create for folders", async () => {
    const entries = new Map(
      ["d/", "d/a", "d//b", "d/..", "d/c/", "d/<&>'\"+ %"].map((key) => [key, TEN] as const),
    );
    const { options } = await s3Bucket(entries);
    const names = (await collect(s3Store(options).list("d/"))).map(({ key }) => key).sort();
    expect(names).toEqual(["d/<&>'\"+ %", "d/a", "d/c/"]);
  });

  const answers: { readonly [fact: string]: string } = {
    "the response is not a listing": "<html></html>",
    "names no next": "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
    "tokens repeat":
      "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>",
    NoSuchBucket: "<Error><Code>NoSuchBucket</Code></Error>",
  };
  test.each(Object.entries(answers))("%s: a store error", async (fact, answer) => {
    const store = s3Store({ bucket: "data", fetch: async () => new Response(answer) });
    await expect(collect(store.list(""))).rejects.toMatchObject({
      code: "store",
      message: expect.stringContaining(fact),
    });
  });
});
