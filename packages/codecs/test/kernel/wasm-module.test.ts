import { wasm } from "@chunkwright/wasm/crc32c";
import { expect, test } from "vitest";
import { compiledWasm, loadKernel, provideWasm, provideWasmFrom } from "../../src/kernel/wasm-module.ts";

test("loadKernel() gives the same instance again, with room for what is reserved", async () => {
  const kernel = await loadKernel("crc32c");
  const memory = kernel.reserve(300_000);
  expect(memory.length).toBeGreaterThanOrEqual(kernel.heap + 300_000);
  memory.set(new TextEncoder().encode("123456789"), kernel.heap);
  expect(kernel.call("crc32c", 0, kernel.heap, 9) >>> 0).toBe(0xe3069283);
  expect(await loadKernel("crc32c")).toBe(kernel);
});

test("loadKernel() replaces an instance that has grown large", async () => {
  const large = await loadKernel("inflate");
  large.reserve(65 * 1024 * 1024);
  const fresh = await loadKernel("inflate");
  expect(fresh).not.toBe(large);
  expect(fresh.reserve(0).length).toBeLessThan(1024 * 1024);
});

test("provideWasm() replaces our module by a compiled one", async () => {
  const before = await loadKernel("crc32c");
  provideWasm("crc32c", await WebAssembly.compile(Buffer.from(wasm, "base64")));
  const after = await loadKernel("crc32c");
  expect(after).not.toBe(before);
  expect(() => after.call("nonsense")).toThrow(TypeError);
});

test("loadKernel() refuses a module that is not a kernel", async () => {
  provideWasm("shuffle", new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)));
  await expect(loadKernel("shuffle")).rejects.toThrow(/exports no memory/);
});

test("provideWasmFrom() calls its provider once per kernel, and compiles what that does not have", async () => {
  const asked: string[] = [];
  const module = await WebAssembly.compile(Buffer.from(wasm, "base64"));
  provideWasmFrom(async (name) => {
    asked.push(name);
    return name === "lz4-decode" ? module : undefined;
  });
  expect(await compiledWasm("lz4-decode")).toBe(module);
  expect(await compiledWasm("lz4-decode")).toBe(module);
  expect(WebAssembly.Module.exports(await compiledWasm("zstd-decode"))).not.toEqual([]);
  expect(asked).toEqual(["lz4-decode", "zstd-decode"]);
});
