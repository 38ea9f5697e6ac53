/**
 * The plugin in C, where there is a compiler for it: clang, lld, and a C library for WASI. CLANG or WASI_SDK_PATH
 * name them if they are not where they usually are.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openWasiCodec, type WasiCodec } from "@chunkwright/codec-wasi";
import { exactly } from "@chunkwright/codecs";
import { afterAll, describe, expect, test } from "vitest";
import { createWorker } from "./node-worker.ts";

const SCRIPT = fileURLToPath(new URL("../../../examples/wasi-codec-c/build.mjs", import.meta.url));
const opened: WasiCodec[] = [];
const module = build();
const reason = module ? "" : ": no clang that compiles for wasm32-wasi";

afterAll(() => {
  for (const plugin of opened) plugin.close();
});

describe.skipIf(!module)(`a plugin in C${reason}`, () => {
  test("encodes and decodes by its configuration", async () => {
    const transform = bind({ distance: 2 });
    const ramp = Uint8Array.from({ length: 8 }, (_, i) => (i * i) % 251);
    const encoded = await transform.encode(ramp.slice());
    expect([...encoded]).toEqual([0, 1, 4, 8, 12, 16, 20, 24]);
    expect(await transform.decode(encoded)).toEqual(ramp);
  });

  test("has one state for each configuration", async () => {
    const data = Uint8Array.of(5, 6, 8, 0);
    const results = [1, 2, 1].map((distance) => bind({ distance }, 4).encode(data.slice()));
    expect((await Promise.all(results)).map((bytes) => [...bytes])).toEqual([
      [5, 1, 2, 248],
      [5, 6, 3, 250],
      [5, 1, 2, 248],
    ]);
  });

  test("says on standard error what it refuses, and the error repeats it", async () => {
    await expect(bind({ distance: 300 }).encode(new Uint8Array(8))).rejects.toThrow(
      'it refuses the configuration {"distance":300} (distance is 300, not 1 to 255)',
    );
  });

  test("has no more memory than it may have", async () => {
    const transform = bind({}, 600_000, 16 * 65536);
    await expect(transform.encode(new Uint8Array(600_000))).rejects.toMatchObject({ code: "codec" });
  });
});

function bind(configuration: { distance?: number }, byteLength = 8, maxMemoryBytes = 2 ** 25) {
  const plugin = openWasiCodec({ name: "example.c", module: module!, createWorker, maxMemoryBytes });
  opened.push(plugin);
  return plugin.codec.bind(configuration, exactly(byteLength, 1));
}

function build(): Uint8Array<ArrayBuffer> | undefined {
  const folder = mkdtempSync(join(tmpdir(), "wasi-codec-"));
  try {
    const file = join(folder, "codec.wasm");
    const { status } = spawnSync(process.execPath, [SCRIPT, file], { stdio: "ignore" });
    return status === 0 ? new Uint8Array(readFileSync(file)) : undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
