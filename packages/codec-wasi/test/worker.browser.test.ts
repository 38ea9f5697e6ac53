/// <reference types="vite/client" />

import { openWasiCodec } from "@chunkwright/codec-wasi";
import { exactly } from "@chunkwright/codecs";
import { expect, test } from "vitest";
import text from "./fixtures/rle.json?raw";

const { wasm } = JSON.parse(text) as { wasm: string };
const module = Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0));
const runs = Uint8Array.from({ length: 500 }, (_, i) => i >> 6);

test("a plugin runs in a worker of its own", async () => {
  const plugin = openWasiCodec({ name: "example.rle", module });
  const transform = plugin.codec.bind({}, exactly(runs.length, 1));
  const encoded = await transform.encode(runs.slice());
  expect([...encoded.subarray(0, 4)]).toEqual([64, 0, 64, 1]);
  expect(await transform.decode(encoded)).toEqual(runs);
  plugin.close();
});

test("what goes wrong in it is an error, and the next call goes well", async () => {
  const plugin = openWasiCodec({ name: "example.rle", module });
  const transform = plugin.codec.bind({}, exactly(3, 1));
  await expect(transform.decode(Uint8Array.of(1))).rejects.toMatchObject({ code: "codec" });
  expect(await transform.decode(Uint8Array.of(3, 9))).toEqual(Uint8Array.of(9, 9, 9));
  plugin.close();
});

test("a worker that the caller starts serves as well", async () => {
  const createWorker = () =>
    new Worker(new URL("../src/worker-browser.ts", import.meta.url), { type: "module" });
  const plugin = openWasiCodec({ name: "example.rle", module, createWorker });
  const transform = plugin.codec.bind({}, exactly(3, 1));
  expect(await transform.encode(Uint8Array.of(9, 9, 9))).toEqual(Uint8Array.of(3, 9));
  plugin.close();
});

test("a worker that cannot be had is an error", async () => {
  const createWorker = () => new Worker(new URL("/no-such-worker.js", location.href), { type: "module" });
  const plugin = openWasiCodec({ name: "example.rle", module, createWorker, timeoutMs: 3000 });
  const transform = plugin.codec.bind({}, exactly(3, 1));
  await expect(transform.encode(Uint8Array.of(9, 9, 9))).rejects.toMatchObject({ code: "codec" });
});
