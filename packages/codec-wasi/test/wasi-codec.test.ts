import { openWasiCodec, type WasiCodec, type WasiCodecOptions } from "@chunkwright/codec-wasi";
import { codecTable, createCoder, exactly } from "@chunkwright/codecs";
import type { Bytes } from "@chunkwright/core";
import { expectBytes } from "@chunkwright/testkit";
import { afterEach, describe, expect, test } from "vitest";
import { compilePlugin } from "./compile-plugin.ts";
import { createWorker, started } from "./node-worker.ts";

const PAGE = 65536;
const runs = Uint8Array.from({ length: 5000 }, (_, i) => i >> 6);
const opened: WasiCodec[] = [];

afterEach(() => {
  for (const plugin of opened.splice(0)) plugin.close();
});

function open(module: Bytes, options: Partial<WasiCodecOptions> = {}): WasiCodec {
  const plugin = openWasiCodec({ name: "example.rle", module, createWorker, ...options });
  opened.push(plugin);
  return plugin;
}

function bind(plugin: WasiCodec, byteLength = runs.length, configuration = {}) {
  return plugin.codec.bind(configuration, exactly(byteLength, 1));
}

describe("a plugin", () => {
  test("is a codec of the table as any other", async () => {
    const { codec } = open(await compilePlugin());
    const coder = createCoder({ table: new Map(codecTable).set("example.rle", codec) });
    const codecs = [{ name: "bytes" }, { name: "example.rle" }, { name: "crc32c" }];
    const encoded = await coder.encode({ dataType: "uint8", shape: [50, 100], data: runs.slice() }, codecs);
    expect(encoded.bytes.length).toBe(2 * 79 + 4);
    expectBytes((await coder.decode(encoded)).data as Uint8Array, runs);
  });

  test("may ask for more room than it was given", async () => {
    const transform = bind(open(await compilePlugin()));
    const noise = Uint8Array.from({ length: 5000 }, (_, i) => i);
    const encoded = await transform.encode(noise.slice());
    expect(encoded.length).toBe(10_000);
    expectBytes(await transform.decode(encoded), noise);
  });

  test("keeps its state and its worker from call to call", async () => {
    const before = started.length;
    const transform = bind(open(await compilePlugin()));
    const results = await Promise.all([1, 2, 3].map(() => transform.encode(runs.slice())));
    for (const encoded of results) expectBytes(await transform.decode(encoded), runs);
    expect(started.length).toBe(before + 1);
  });

  test("gets views of larger buffers alone", async () => {
    const transform = bind(open(await compilePlugin()), 10);
    const encoded = await transform.encode(runs.subarray(60, 70));
    expect([...encoded]).toEqual([4, 0, 6, 1]);
  });

  test("that refuses a configuration is an error", async () => {
    const transform = bind(open(await compilePlugin()), runs.length, { level: 3 });
    await expect(transform.encode(runs.slice())).rejects.toMatchObject({
      code: "codec",
      context: { codec: "example.rle", direction: "encode" },
      message: 'Cannot encode example.rle: it refuses the configuration {"level":3}',
    });
  });

  test("that cannot decode damaged data is an error", async () => {
    const transform = bind(open(await compilePlugin()));
    await expect(transform.decode(Uint8Array.of(1, 2, 3))).rejects.toThrow("the plugin reports a failure");
  });

  test("that wants more room than the chunk may take is an error", async () => {
    const transform = bind(open(await compilePlugin()), 10);
    await expect(transform.decode(Uint8Array.of(20, 1))).rejects.toThrow(
      "Cannot decode example.rle: it asks for 20 bytes of room, having 10 and being allowed 10",
    );
  });

  test("that is closed is an error", async () => {
    const plugin = open(await compilePlugin());
    plugin.close();
    await expect(bind(plugin).encode(runs.slice())).rejects.toThrow("it is closed");
  });

  test("that is closed in a call is an error", async () => {
    const plugin = open(await compilePlugin(misbehaving("while (true) {}")));
    const result = bind(plugin).decode(Uint8Array.of(7, 3));
    setTimeout(() => plugin.close(), 20);
    await expect(result).rejects.toThrow("it was closed");
  });
});

/** Decoding something that starts with the byte 7 does `what`; all else goes well. */
function misbehaving(what: string): string {
  return `
    export function codec_decode(handle: i32, src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
      if (load<u8>(src) === 7) { ${what} }
      memory.copy(dst, src, min(srcLength, dstLength));
      return <i32>srcLength;
    }`;
}

describe("a misbehaving plugin", () => {
  test.each([
    ["traps", "unreachable();", /unreachable/],
    ["overflows its stack", "return codec_decode(handle, src, srcLength, dst, dstLength) + 1;", /call stack/],
    ["reads beyond its memory", "return load<i32>(0xffff0000);", /out of bounds/],
    ["loops", "while (true) {}", /it took more than 500 ms and was ended/],
    ["says that it wrote more than there is room for", "return 100;", /it wrote 100 bytes, with room for 4/],
    ["asks for as much room as it has", "return -4;", /it asks for 4 bytes of room/],
    ["asks for room without end", "return -2000000000;", /it asks for 2000000000 bytes of room/],
    ["allocates without end", "while (memory.grow(16) >= 0) {} unreachable();", /unreachable/],
    ["answers with no size", "return i32.MIN_VALUE;", /reports a failure/],
  ])("that %s is an error, and the next call goes well", async (what, code, message) => {
    const plugin = open(await compilePlugin(misbehaving(code)), {
      // The others end by themselves, however busy the machine is.
      timeoutMs: what === "loops" ? 500 : 30_000,
      maxMemoryBytes: 64 * PAGE,
    });
    const transform = bind(plugin, 4);
    expect(await transform.decode(Uint8Array.of(1, 2, 3, 4))).toEqual(Uint8Array.of(1, 2, 3, 4));
    const failing = transform.decode(Uint8Array.of(7, 2, 3, 4));
    const following = transform.decode(Uint8Array.of(4, 3, 2, 1));
    await expect(failing).rejects.toMatchObject({ code: "codec", message: expect.stringMatching(message) });
    expect(await following).toEqual(Uint8Array.of(4, 3, 2, 1));
  });

  test.each([
    ["codec_alloc(byteLength: usize): usize { return 0; }", /no room for/],
    ["codec_alloc(byteLength: usize): usize { return 0x7fffffff; }", /it points to \d+ bytes at 2147483647/],
    ["codec_alloc(byteLength: usize): usize { return -1; }", /it points to \d+ bytes at -1/],
    ["codec_version(): i32 { return 2; }", /made for version 2 of the interface/],
    ["codec_open(json: usize, length: usize): i64 { return 1; }", /its codec_open answers no 32-bit integer/],
    ["codec_free(pointer: i64, length: usize): void {}", /BigInt/],
  ])("with the function %s is an error", async (declaration, message) => {
    const plugin = open(await compilePlugin(`export function ${declaration}`));
    await expect(bind(plugin).encode(runs.slice())).rejects.toMatchObject({
      code: "codec",
      message: expect.stringMatching(message),
    });
  });

  test("without one of the functions is an error", async () => {
    const plugin = open(await compilePlugin("function codec_decode(): void {}"));
    await expect(bind(plugin).decode(Uint8Array.of(1, 1))).rejects.toThrow("it exports no codec_decode");
  });

  test("whose start loops is an error", async () => {
    const plugin = open(await compilePlugin("while (true) {}\n"), { timeoutMs: 300 });
    await expect(bind(plugin).encode(runs.slice())).rejects.toThrow("it took more than 300 ms");
  });

  test("that has an error of its own in its code is an error", async () => {
    const module = (await compilePlugin()).slice();
    module[module.length - 40] = 0xff;
    await expect(bind(open(module)).encode(runs.slice())).rejects.toMatchObject({ code: "codec" });
  });

  test("cannot use memory that is its limit's no more", async () => {
    const plugin = open(await compilePlugin(), { maxMemoryBytes: 2 * PAGE });
    await expect(bind(plugin, 3 * PAGE).encode(new Uint8Array(3 * PAGE))).rejects.toThrow(
      "it has no room for",
    );
    expectBytes(await bind(plugin).decode(await bind(plugin).encode(runs.slice())), runs);
  });
});

test("a worker that cannot start is an error", async () => {
  const { Worker } = await import("node:worker_threads");
  const createWorker = () => new Worker(new URL("data:text/javascript,throw new Error('no such thing')"));
  const plugin = open(await compilePlugin(), { createWorker });
  await expect(bind(plugin).encode(runs.slice())).rejects.toThrow("no such thing");
});
