import { type Bytes, isStorageError } from "@chunkwright/core";
import { type HttpFileOptions, openHttpFile } from "@chunkwright/stores/http";
import {
  expectBytes,
  type FaultScript,
  type FaultServer,
  faultServer,
  seededRandom,
} from "@chunkwright/testkit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const VALUE = seededRandom(6).bytes(50_000);

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function open(script: FaultScript, options: HttpFileOptions = {}, value: Bytes = VALUE) {
  server = await faultServer(new Map([["f.tif", value]]), script);
  const url = `${server.url}/f.tif?secret=1`;
  return { server, file: await openHttpFile(url, { headBytes: 1000, retryDelayMs: 1, ...options }) };
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(String(error)).not.toContain("secret");
  return isStorageError(error) ? error.code : error;
}

test("openHttpFile() learns the size and the head in one request", async () => {
  const { file, server } = await open([]);
  expect(file.size).toBe(50_000);
  expectBytes(await file.read(10, 990), VALUE.slice(10, 1000));
  expect(server.requests.map(({ range }) => range)).toEqual(["bytes=0-999"]);
});

test("read() gives exactly the bytes asked for, near ones in one request", async () => {
  const { file, server } = await open([]);
  const [a, b, empty] = await Promise.all([file.read(990, 20), file.read(2000, 5), file.read(50_000, 0)]);
  expectBytes(a, VALUE.slice(990, 1010));
  expectBytes(b, VALUE.slice(2000, 2005));
  expectBytes(empty, new Uint8Array(0));
  expect(server.requests.slice(1).map(({ range }) => range)).toEqual(["bytes=990-2004"]);
});

test("a file no longer than the head needs no further request", async () => {
  for (const length of [0, 1, 999, 1000]) {
    const { file, server } = await open([], {}, VALUE.slice(0, length));
    expect(file.size).toBe(length);
    expectBytes(await file.read(0, length), VALUE.slice(0, length));
    expect(server.requests.length).toBe(1);
    await server.close();
  }
});

test("read() rejects with invalid-data beyond the end, and asks the server nothing", async () => {
  const { file, server } = await open([]);
  for (const [offset, length] of [
    [49_999, 2],
    [50_001, 0],
    [-1, 1],
    [0, Number.NaN],
    [2 ** 53, 1],
  ] as const) {
    expect(await codeOf(file.read(offset, length))).toBe("invalid-data");
  }
  expect(server.requests.length).toBe(1);
});

test("bytes of the head belong to the caller", async () => {
  const { file } = await open([]);
  (await file.read(0, 100)).fill(0);
  expectBytes(await file.read(0, 100), VALUE.slice(0, 100));
});

test("a file that changes under way is a store error", async () => {
  const { file } = await open([undefined, { kind: "etag", value: '"second"' }]);
  const error = await file.read(2000, 5).catch((reason: unknown) => reason);
  expect(isStorageError(error, "store")).toBe(true);
  expect(String(error)).toContain("has changed");
});

test("a file whose size changes under way is a store error", async () => {
  const { file } = await open([undefined, { kind: "content-range", value: "bytes 2000-2004/50001" }]);
  expect(await codeOf(file.read(2000, 5))).toBe("store");
});

test("a file that vanishes under way is not-found", async () => {
  const { file } = await open([undefined, { kind: "status", status: 404 }]);
  expect(await codeOf(file.read(2000, 5))).toBe("not-found");
});

test("a file that is not there is not-found", async () => {
  expect(await codeOf(open([{ kind: "status", status: 404 }]))).toBe("not-found");
});

test("a small file from a server that ignores ranges is read whole, once", async () => {
  const { file, server } = await open(() => ({ kind: "ignore-range" }));
  expectBytes(await file.read(2000, 5), VALUE.slice(2000, 2005));
  expect(server.requests.length).toBe(1);
});

test("a large file from a server that ignores ranges is refused", async () => {
  expect(await codeOf(open(() => ({ kind: "ignore-range" }), { maxWholeBytes: 1000 }))).toBe("store");
});

test("a server that does not tell the size is refused", async () => {
  expect(await codeOf(open([{ kind: "content-range", value: "bytes 0-999/*" }]))).toBe("store");
});

test("an aborted signal rejects with its reason, when opening and when reading", async () => {
  const signal = AbortSignal.abort("enough");
  expect(await codeOf(open([], { signal }))).toBe("enough");
  await server?.close();
  const { file } = await open([]);
  expect(await codeOf(file.read(0, 1, { signal }))).toBe("enough");
  expect(await codeOf(file.read(2000, 1, { signal }))).toBe("enough");
});

test("transient failures are retried when opening", async () => {
  const { file, server } = await open([{ kind: "reset" }, { kind: "status", status: 503 }]);
  expect(file.size).toBe(50_000);
  expect(server.requests.length).toBe(3);
});

describe("a file of another origin that exposes no Content-Range", () => {
  /** As a browser answers a page: of the headers, Content-Length is visible, and only for what it counts. */
  const hidingFetch =
    (bytes: Uint8Array) =>
    async (_: string, { method, headers }: RequestInit): Promise<Response> => {
      const [, start = "0", end = "0"] = /(\d+)-(\d+)/.exec(new Headers(headers).get("range") ?? "") ?? [];
      const part = bytes.slice(Number(start), Number(end) + 1);
      const isHead = method === "HEAD";
      const length = `${isHead ? bytes.byteLength : part.byteLength}`;
      const init = { status: isHead ? 200 : 206, headers: { "content-length": length } };
      return Object.defineProperty(new Response(isHead ? null : part, init), "type", { value: "cors" });
    };

  beforeEach(() => {
    vi.stubGlobal("location", new URL("https://viewer.example.org/"));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test.each([10, 64, 1000])("is opened and read, of %i bytes", async (byteLength) => {
    const bytes = seededRandom(byteLength).bytes(byteLength);
    const file = await openHttpFile("https://data.example.org/a", {
      headBytes: 64,
      fetch: hidingFetch(bytes),
    });
    expect(file.size).toBe(byteLength);
    expect(await file.read(byteLength - 7, 7)).toEqual(bytes.slice(-7));
  });

  test("is not opened if its beginning is cut off", async () => {
    const whole = hidingFetch(new Uint8Array(1000));
    const cut = hidingFetch(new Uint8Array(20));
    const fetch = (url: string, init: RequestInit) => (init.method === "HEAD" ? whole : cut)(url, init);
    await expect(openHttpFile("https://data.example.org/a", { headBytes: 64, fetch })).rejects.toMatchObject({
      code: "store",
      message: "Cannot open https://data.example.org/a: the server does not state its size",
    });
  });
});
