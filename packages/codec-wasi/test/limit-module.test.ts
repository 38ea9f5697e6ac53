import { isStorageError } from "@chunkwright/core";
import { seededRandom } from "@chunkwright/testkit";
import { beforeAll, expect, test } from "vitest";
import { limitModule } from "../src/limit-module.ts";
import { compilePlugin } from "./compile-plugin.ts";

const PAGE = 65536;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** Sections of small modules. WebAssembly Core Specification 2.0 §5.5. */
const NO_FUNCTION_TYPE = [1, 4, 1, 0x60, 0, 0];
const MEMORY_EXPORT = [7, 10, 1, 6, ...new TextEncoder().encode("memory"), 2, 0];

let plugin: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  plugin = await compilePlugin();
});

test.each([
  ["without a maximum", [0, 1]],
  ["with a larger maximum", [1, 1, 0x80, 0x80, 0x04]],
])("a memory %s grows to the limit and not beyond", async (_what, limits) => {
  const module = moduleOf([5, limits.length + 1, 1, ...limits], MEMORY_EXPORT);
  const memory = await memoryOf(limitModule(module, 3 * PAGE));
  expect(memory.grow(2)).toBe(1);
  expect(() => memory.grow(1)).toThrow(RangeError);
});

test("a memory with a smaller maximum keeps it", async () => {
  const memory = await memoryOf(limitModule(moduleOf([5, 4, 1, 1, 1, 2], MEMORY_EXPORT), 100 * PAGE));
  expect(memory.grow(1)).toBe(1);
  expect(() => memory.grow(1)).toThrow(RangeError);
});

test("a module with its limits set is otherwise as it was", async () => {
  const limited = limitModule(plugin, 16 * PAGE);
  const names = ({ exports }: WebAssembly.Instance) => Object.keys(exports);
  const [before, after] = await Promise.all([plugin, limited].map((bytes) => instantiate(bytes)));
  expect(names(after!)).toEqual(names(before!));
  expect(limitModule(limited, 16 * PAGE)).toEqual(limited);
});

test.each([
  ["a larger memory than is allowed", [5, 3, 1, 0, 4], "a memory of 4 pages, 3 are allowed"],
  ["a shared memory", [5, 4, 1, 3, 1, 2], "a memory that is shared or of 64 bits"],
  ["a 64-bit memory", [5, 3, 1, 4, 1], "a memory that is shared or of 64 bits"],
  ["two memories", [5, 5, 2, 0, 1, 0, 1], "2 memories"],
  ["very many elements in a table", [4, 6, 1, 0x70, 0, 0x80, 0x80, 0x08], "a table of 131072 elements"],
  ["very many tables", [4, 1, 17], "17 tables"],
  ["tables of later versions", [4, 5, 1, 0x40, 0, 0x70, 0], "tables of unknown types"],
  ["garbage-collected types", [1, 4, 1, 0x5e, 0x7f, 0], "types other than functions'"],
  ["references of later versions", [1, 5, 1, 0x60, 1, 0x64, 0], "values of unknown types"],
])("a module with %s is not supported", (_what, section, feature) => {
  const error = thrownBy(() => limitModule(moduleOf(section), 3 * PAGE));
  expect(error).toMatchObject({ code: "unsupported" });
  expect(String(error)).toContain(feature);
});

test.each([
  ["wasi_snapshot_preview1", "path_open", 0],
  ["wasi_snapshot_preview1", "sock_send", 0],
  ["wasi_snapshot_preview1", "poll_oneoff", 0],
  ["env", "fd_write", 0],
])("the import %s.%s is not supported", (module, name, kind) => {
  const bytes = moduleOf(NO_FUNCTION_TYPE, importOf(module, name, kind));
  expect(thrownBy(() => limitModule(bytes, PAGE))).toMatchObject({
    code: "unsupported",
    context: { format: "wasm", feature: `the import ${module}.${name}` },
  });
});

test("imports of WASI that harm nobody are supported", () => {
  const bytes = moduleOf(NO_FUNCTION_TYPE, importOf("wasi_snapshot_preview1", "fd_write", 0));
  expect(limitModule(bytes, PAGE)).toEqual(bytes);
});

test("what is no module is an error, wherever it ends or errs", () => {
  const random = seededRandom(3);
  for (let length = 0; length < plugin.length; length += 1) expectTyped(plugin.slice(0, length));
  for (let i = 0; i < 2000; i += 1) {
    const damaged = plugin.slice();
    damaged[random.below(plugin.length)]! ^= 1 << random.below(8);
    expectTyped(damaged);
  }
});

function expectTyped(bytes: Uint8Array<ArrayBuffer>): void {
  try {
    limitModule(bytes, 16 * PAGE);
  } catch (error) {
    if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
  }
}

function moduleOf(...sections: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...HEADER, ...sections.flat()]);
}

function importOf(module: string, name: string, kind: number): number[] {
  const text = (value: string) => [value.length, ...new TextEncoder().encode(value)];
  const contents = [1, ...text(module), ...text(name), kind, 0];
  return [2, contents.length, ...contents];
}

async function instantiate(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Instance> {
  return (await WebAssembly.instantiate(bytes)).instance;
}

async function memoryOf(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Memory> {
  return (await instantiate(bytes)).exports.memory as WebAssembly.Memory;
}

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
