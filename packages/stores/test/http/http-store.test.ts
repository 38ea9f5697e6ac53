import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Bytes, isStorageError } from "@chunkwright/core";
import * as module from "@chunkwright/stores/http";
import { type HttpOptions, httpStore } from "@chunkwright/stores/http";
import {
  expectBytes,
  type Fault,
  type FaultScript,
  type FaultServer,
  faultServer,
  seededRandom,
  testStore,
} from "@chunkwright/testkit";
import { afterEach, describe, expect, test, vi } from "vitest";

testStore("httpStore()", async (entries) => {
  const server = await faultServer(entries);
  return { store: httpStore(server.url), dispose: () => server.close() };
});

test("the module exports its public names alone", () => {
  expect(Object.keys(module).sort()).toEqual(["httpStore", "openHttpFile"]);
});

const VALUE = seededRandom(5).bytes(100_000);
const PART = { offset: 1000, length: 500 };

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(script: FaultScript, options: HttpOptions = {}, value: Bytes = VALUE) {
  server = await faultServer(new Map([["v", value]]), script);
  return { server, store: httpStore(server.url, { retryDelayMs: 1, timeoutMs: 600, ...options }) };
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`it resolved to ${String(value)}`),
    (error: unknown) => error,
  );
}

async function expectStoreError(promise: Promise<unknown>, fact: string | RegExp): Promise<void> {
  const error = await failureOf(promise);
  expect(isStorageError(error, "store"), String(error)).toBe(true);
  expect(error).toHaveProperty("message", expect.stringMatching(fact));
  expect(error).toHaveProperty("context.key", "v");
}

describe("a transient failure is retried", () => {
  const passing: { readonly [name: string]: Fault } = {
    "429": { kind: "status", status: 429 },
    "503 with Retry-After": { kind: "status", status: 503, headers: { "retry-after": "0" } },
    "500": { kind: "status", status: 500 },
    "408": { kind: "status", status: 408 },
    "connection reset": { kind: "reset" },
    "short body": { kind: "short-body", bytes: 100, isChunked: false },
    "silence from the start": { kind: "stall" },
    "silence within the body": { kind: "stall", bytes: 50 },
  };
  for (const [name, fault] of Object.entries(passing)) {
    test(`${name}, then a response`, async () => {
      const { store, server } = await serve([fault, undefined, fault, undefined]);
      expectBytes(await store.getRange("v", PART), VALUE.slice(1000, 1500));
      expectBytes(await store.get("v"), VALUE);
      expect(server.requests.length).toBe(4);
    });
    test(`${name} is a "store" error if it persists`, async () => {
      const tries = fault.kind === "stall" && fault.bytes === undefined ? 2 : 5;
      const { store, server } = await serve(() => fault);
      await expectStoreError(store.getRange("v", PART), new RegExp(`^Cannot read v: .*, ${tries} times$`));
      expect(server.requests.length).toBe(tries);
    });
  }

  test("a chunked body that ends early, which fetch takes for complete, is retried", async () => {
    const { store, server } = await serve([{ kind: "short-body", bytes: 100, isChunked: true }]);
    expectBytes(await store.getRange("v", PART), VALUE.slice(1000, 1500));
    expect(server.requests.length).toBe(2);
  });

  test("Retry-After is observed", async () => {
    const { store } = await serve([{ kind: "status", status: 429, headers: { "retry-after": "1" } }]);
    const start = performance.now();
    await store.get("v");
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  test("a server that never responds fails after the time limit, not that of each try", async () => {
    const { store } = await serve(() => ({ kind: "stall" }), { timeoutMs: 300 });
    const start = performance.now();
    await expectStoreError(store.get("v"), /^Cannot read v: the server sent nothing for 0.2 s, 2 times$/);
    const elapsedMs = performance.now() - start;
    expect(elapsedMs).toBeGreaterThan(290);
    expect(elapsedMs).toBeLessThan(450);
  });

  test("without retries the only try has the whole time", async () => {
    const { store, server } = await serve([{ kind: "delay", delayMs: 200 }], { timeoutMs: 300, retries: 0 });
    expectBytes(await store.get("v"), VALUE);
    expect(server.requests.length).toBe(1);
  });

  test("the number of tries can be set, and the status is in the context", async () => {
    const { store, server } = await serve(() => ({ kind: "status", status: 502 }), { retries: 1 });
    const error = await failureOf(store.size("v"));
    expect(error).toHaveProperty("context", { key: "v", status: 502 });
    expect(server.requests.length).toBe(2);
  });

  test("an unreachable server is a store error with the reason", async () => {
    const { store, server } = await serve([]);
    await server.close();
    await expectStoreError(store.get("v"), /ECONNREFUSED/);
  });
});

describe("a permanent failure is not retried", () => {
  const lasting: { readonly [name: string]: readonly [Fault, string] } = {
    "a wrong start in Content-Range": [{ kind: "content-range", value: "bytes 0-499/100000" }, "bytes 0-499"],
    "a wrong end in Content-Range": [{ kind: "content-range", value: "bytes 1000-1400/100000" }, "1000-1400"],
    "a Content-Range that contradicts itself": [
      { kind: "content-range", value: "bytes 1000-1499/90" },
      "/90",
    ],
    "another unit in Content-Range": [{ kind: "content-range", value: "lines 1000-1499/100000" }, "lines"],
    "a Content-Range of no known form": [{ kind: "content-range", value: "1000-1499" }, "1000-1499"],
    "no Content-Range": [{ kind: "content-range", value: null }, "missing"],
    "a compressed part": [{ kind: "gzip" }, "Content-Encoding gzip"],
    "a redirect loop": [{ kind: "redirect-loop" }, "redirect"],
    "401": [{ kind: "status", status: 401 }, "401"],
    "403": [{ kind: "status", status: 403 }, "403"],
    "204": [{ kind: "status", status: 204 }, "204"],
    "416 for bytes that exist": [
      { kind: "status", status: 416, headers: { "content-range": "bytes */100000" } },
      "416 of 100000 bytes",
    ],
    "416 without a size": [{ kind: "status", status: 416 }, "416"],
  };
  for (const [name, [fault, fact]] of Object.entries(lasting)) {
    test(`${name} is a "store" error`, async () => {
      const { store, server } = await serve(() => fault);
      await expectStoreError(store.getRange("v", PART), fact);
      expect(server.requests.length).toBe(fault.kind === "redirect-loop" ? 21 : 1);
    });
  }

  test("a wrong Content-Range to a suffix is a store error", async () => {
    for (const value of ["bytes 99000-99999/*", "bytes 0-99/100000", "bytes 99899-99998/100000"]) {
      const { store, server } = await serve(() => ({ kind: "content-range", value }));
      await expectStoreError(store.getRange("v", { suffixLength: 100 }), "bytes=-100");
      await server.close();
    }
  });

  test("a size that the server does not state is a store error, not absence", async () => {
    const { store } = await serve(() => ({ kind: "content-range", value: "bytes 0-0/*" }));
    await expectStoreError(store.size("v"), "does not state the size");
  });

  test("a part without total suffices for a range", async () => {
    const { store } = await serve(() => ({ kind: "content-range", value: "bytes 1000-1499/*" }));
    expectBytes(await store.getRange("v", PART), VALUE.slice(1000, 1500));
  });
});

describe("absence", () => {
  test("404 and 410 mean absent, 403 only with forbiddenIsAbsent", async () => {
    for (const [status, forbiddenIsAbsent] of [
      [404, false],
      [410, false],
      [403, true],
    ] as const) {
      const { store, server } = await serve(() => ({ kind: "status", status }), { forbiddenIsAbsent });
      expect(await store.get("v")).toBe(undefined);
      expect(await store.getRange("v", PART)).toBe(undefined);
      expect(await store.size("v")).toBe(undefined);
      await server.close();
    }
  });
});

test("a server that ignores suffixes is sent a second request, for the end", async () => {
  const ranges: (string | undefined)[] = [];
  const misreading = createServer(({ headers: { range } }, response) => {
    ranges.push(range);
    // As sirv reads the header.
    const [start = 0, end = 0] = range!.replace("bytes=", "").split("-").map(Number);
    const headers = { "content-range": `bytes ${start}-${end}/${VALUE.byteLength}` };
    response.writeHead(206, headers).end(VALUE.subarray(start, end + 1));
  });
  await new Promise<void>((resolve) => misreading.listen(0, "127.0.0.1", resolve));
  try {
    const store = httpStore(`http://127.0.0.1:${(misreading.address() as AddressInfo).port}`);
    expectBytes(await store.getRange("v", { suffixLength: 100 }), VALUE.slice(-100));
    expect(ranges).toEqual(["bytes=-100", "bytes=99900-99999"]);
  } finally {
    misreading.close();
    misreading.closeAllConnections();
  }
});

describe("a page of another origin", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("learns sizes by HEAD, and sends neither suffixes nor anything else that needs permission", async () => {
    const seen: string[] = [];
    const other = createServer(({ method, headers: { range } }, response) => {
      seen.push(`${method} ${range ?? ""}`.trim());
      const [, start = "0", end = "0"] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
      if (method === "HEAD") response.writeHead(200, { "content-length": VALUE.byteLength }).end();
      else {
        const headers = { "content-range": `bytes ${start}-${end}/${VALUE.byteLength}` };
        response.writeHead(206, headers).end(VALUE.subarray(Number(start), Number(end) + 1));
      }
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    vi.stubGlobal("location", new URL("https://viewer.example.org/index.html"));
    try {
      const store = httpStore(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
      expectBytes(await store.getRange("v", { suffixLength: 100 }), VALUE.slice(-100));
      expect(await store.size("v")).toBe(VALUE.byteLength);
      expect(seen).toEqual(["HEAD", "GET bytes=99900-99999", "HEAD"]);
    } finally {
      other.close();
      other.closeAllConnections();
    }
  });
});

describe("a server that ignores ranges", () => {
  test("is read whole if the value is small", async () => {
    const { store } = await serve(() => ({ kind: "ignore-range" }));
    expectBytes(await store.getRange("v", PART), VALUE.slice(1000, 1500));
    expectBytes(await store.getRange("v", { suffixLength: 7 }), VALUE.slice(-7));
    expect(await store.size("v")).toBe(VALUE.byteLength);
    expect(
      isStorageError(await failureOf(store.getRange("v", { offset: 99_999, length: 2 })), "invalid-data"),
    ).toBe(true);
  });

  test("is refused, and cancelled, if the value is large", async () => {
    const big = new Uint8Array(40_000_000);
    const { store, server } = await serve(() => ({ kind: "ignore-range" }), { maxWholeBytes: 1000 }, big);
    await expectStoreError(store.getRange("v", PART), "would send all 40000000 bytes");
    expect(server.requests.length).toBe(1);
    expect(await store.size("v")).toBe(big.byteLength);
  });

  test("is refused if it does not state the length and goes on", async () => {
    const { store } = await serve(() => ({ kind: "short-body", bytes: 50_000, isChunked: true }), {
      maxWholeBytes: 1000,
      fetch: (url, init) => fetch(url, { ...init, headers: {} }),
    });
    await expectStoreError(store.getRange("v", PART), "longer than 1000 bytes");
  });
});

describe("a page of HTML", () => {
  const page = new TextEncoder().encode(`<!DOCTYPE html><html><body>${"x".repeat(5000)}</body></html>`);
  /** As `vite` answers, and hosts of single-page applications: 200, or 206, for what is not there. */
  async function serveApp(value: Bytes, acceptsRanges: boolean) {
    const fetch = async (_url: string, init: RequestInit) => {
      const range = /bytes=(\d*)-(\d*)/.exec(new Headers(init.headers).get("range") ?? "");
      const headers = { "content-type": "text/html; charset=utf-8" };
      if (!range || !acceptsRanges) return new Response(value, { headers });
      const start = range[1] ? Number(range[1]) : value.length - Number(range[2]);
      const end = range[1] ? Math.min(Number(range[2]), value.length - 1) : value.length - 1;
      const part = { ...headers, "content-range": `bytes ${start}-${end}/${value.length}` };
      return new Response(value.slice(start, end + 1), { status: 206, headers: part });
    };
    return httpStore("http://app.example", { fetch });
  }

  test.each([true, false])("in place of a value is absent, ranges accepted: %s", async (acceptsRanges) => {
    const store = await serveApp(page, acceptsRanges);
    expect(await store.get("labels/zarr.json")).toBe(undefined);
    expect(await store.getRange("c/0/0", PART)).toBe(undefined);
    expect(await store.getRange("c/0/0", { suffixLength: 20 })).toBe(undefined);
    expectBytes(await store.get("index.html"), page);
  });

  test.each([true, false])(
    "is not what the header alone calls one, ranges accepted: %s",
    async (acceptsRanges) => {
      const store = await serveApp(VALUE, acceptsRanges);
      expectBytes(await store.get("c/0/0"), VALUE);
      expectBytes(await store.getRange("c/0/0", PART), VALUE.slice(1000, 1500));
      expectBytes(await store.getRange("c/0/0", { suffixLength: 20 }), VALUE.slice(-20));
    },
  );
});

describe("abort", () => {
  test("rejects at once with the reason, while waiting, queued or pausing", async () => {
    const scripts: [FaultScript, HttpOptions][] = [
      [() => ({ kind: "stall" }), { timeoutMs: 60_000 }],
      [() => ({ kind: "stall", bytes: 0 }), { timeoutMs: 60_000 }],
      [() => ({ kind: "status", status: 503 }), { retryDelayMs: 1e6 }],
    ];
    for (const [script, options] of scripts) {
      const { store, server } = await serve(script, { ...options, concurrency: 2 });
      const controller = new AbortController();
      const { signal } = controller;
      const reads = [
        store.get("v", { signal }),
        store.getRange("v", PART, { signal }),
        store.getRange("v", { suffixLength: 3 }, { signal }),
        store.size("v", { signal }),
      ];
      const outcomes = reads.map(async (read) => {
        const error = await failureOf(read);
        return { error, after: performance.now() };
      });
      await new Promise((resolve) => setTimeout(resolve, 60));
      const reason = { told: "enough" };
      const start = performance.now();
      controller.abort(reason);
      for (const { error, after } of await Promise.all(outcomes)) {
        expect(error).toBe(reason);
        expect(after - start).toBeLessThan(50);
      }
      await server.close();
    }
  });

  test("of one caller leaves the others their part of a common request", async () => {
    const { store, server } = await serve([]);
    const controller = new AbortController();
    const first = store.getRange("v", PART, { signal: controller.signal });
    const second = store.getRange("v", { offset: 1500, length: 10 });
    setImmediate(() => controller.abort("enough"));
    expect(await failureOf(first)).toBe("enough");
    expectBytes(await second, VALUE.slice(1500, 1510));
    expect(server.requests.length).toBe(1);
  });

  test("one signal for many calls raises no warning", async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on("warning", listen);
    const { store } = await serve([]);
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 60 }, () => store.get("v", { signal })));
    process.off("warning", listen);
    expect(warnings).toEqual([]);
  });
});

describe("requests", () => {
  test("ranges requested in the same tick are joined, and split exactly", async () => {
    const { store, server } = await serve([]);
    const offsets = [50_000, 0, 100, 16_584, 90_000];
    const parts = await Promise.all(offsets.map((offset) => store.getRange("v", { offset, length: 100 })));
    for (const [i, offset] of offsets.entries()) expectBytes(parts[i], VALUE.slice(offset, offset + 100));
    const ranges = server.requests.map(({ range }) => range);
    expect(ranges.sort()).toEqual(["bytes=0-16683", "bytes=50000-50099", "bytes=90000-90099"]);
  });

  test("a range beyond the end does not affect those joined with it", async () => {
    const { store, server } = await serve([]);
    const good = store.getRange("v", { offset: 99_000, length: 1000 });
    const bad = store.getRange("v", { offset: 99_500, length: 1000 });
    expect(isStorageError(await failureOf(bad), "invalid-data")).toBe(true);
    expectBytes(await good, VALUE.slice(99_000));
    expect(server.requests.length).toBe(1);
  });

  test("at most `concurrency` requests are in flight", async () => {
    const { store, server } = await serve(() => ({ kind: "delay", delayMs: 5 }), { concurrency: 3 });
    await Promise.all(Array.from({ length: 40 }, () => store.get("v")));
    expect(server.maxInFlight).toBe(3);
  });

  test("two stores on one origin share their limit", async () => {
    const { server } = await serve(() => ({ kind: "delay", delayMs: 5 }));
    const stores = ["", "/"].map((end) => httpStore(server.url + end, { concurrency: 4 }));
    await Promise.all(Array.from({ length: 60 }, (_, i) => stores[i % 2]?.get("v")));
    expect(server.maxInFlight).toBe(4);
  });

  test("consecutive requests share a connection", async () => {
    let connections = 0;
    const server = createServer((_, response) => response.end("value"));
    server.on("connection", () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const store = httpStore(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    for (let i = 0; i < 5; i += 1) expect((await store.get("v"))?.byteLength).toBe(5);
    expect(connections).toBe(1);
    server.closeAllConnections();
    server.close();
  });

  test("each key has its segments encoded and the base URL's query appended", async () => {
    const { server } = await serve([]);
    const store = httpStore(`${server.url}/a%20b//?sig=x%2By&t=1#fragment`);
    await store.get("c d/é?#%2F");
    expect(server.requests[0]?.url).toBe("/a%20b/c%20d/%C3%A9%3F%23%252F?sig=x%2By&t=1");
  });

  test("headers are sent, and no compression is requested", async () => {
    const { server, store } = await serve([], { headers: { authorization: "Bearer me" } });
    await store.get("v");
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: "Bearer me",
      "accept-encoding": "identity",
    });
  });

  test("size() moves one byte", async () => {
    const { server, store } = await serve([]);
    await store.size("v");
    expect(server.byteLength).toBe(1);
  });

  test("httpStore() refuses URLs that fetch would", () => {
    for (const url of ["ftp://x/", "file:///x", "https://me:secret@x/", "nonsense"]) {
      expect(() => httpStore(url)).toThrow(TypeError);
    }
    expect(() => httpStore("https://me:secret@x/")).not.toThrow("secret");
  });
});

test.each([
  ["retries", -1],
  ["timeoutMs", 0],
  ["concurrency", Number.NaN],
])("an option %s of %d is refused", (name, value) => {
  expect(() => httpStore("http://localhost", { [name]: value })).toThrow(
    new RegExp(`^Option ${name} is ${value}, not a whole number `),
  );
});
