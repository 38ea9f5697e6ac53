/**
 * One instance of a plugin, and the calls into it. Runs in the worker; the functions called are described in the
 * package's README, "What a plugin exports".
 *
 * @module
 */

import { ConsoleStdout, WASI } from "@bjorn3/browser_wasi_shim";
import type { Bytes } from "@chunkwright/core";
import { ALLOWED_IMPORTS, WASI_MODULE } from "./allowed-imports.ts";
import type { PluginCall } from "./plugin-messages.ts";

export interface PluginInstance {
  /** Throws an `Error` whose message says what the plugin did. The instance may be broken then. */
  run(call: PluginCall): Bytes;
}

const ABI_VERSION = 1;
/** The result of encode and decode if they fail; -2^31, which is not a size. */
const FAILED = -(2 ** 31);
/** Characters of what the plugin wrote that errors repeat. */
const MAX_OUTPUT = 500;

type Exports = WebAssembly.Exports;

export async function createPluginInstance(module: WebAssembly.Module): Promise<PluginInstance> {
  const output = captureOutput();
  const wasi = new WASI([], [], output.files);
  const imports = Object.entries(wasi.wasiImport).filter(([name]) => ALLOWED_IMPORTS.has(name));
  const instance = await WebAssembly.instantiate(module, {
    [WASI_MODULE]: { ...Object.fromEntries(imports), sched_yield: () => 0 },
  });
  const { memory } = instance.exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error("it exports no memory");
  wasi.initialize({ exports: { memory, ...initializer(instance.exports) } });
  const version = callExport(instance.exports, "codec_version");
  if (version !== ABI_VERSION) {
    throw new Error(`it is made for version ${version} of the interface, not ${ABI_VERSION}`);
  }
  const plugin = { exports: instance.exports, memory };
  const handles = new Map<string, number>();
  return {
    run(call) {
      output.clear();
      try {
        let handle = handles.get(call.configuration);
        if (handle === undefined) {
          handle = openCodec(plugin, call.configuration);
          handles.set(call.configuration, handle);
        }
        return transform(plugin, handle, call);
      } catch (cause) {
        const fact = cause instanceof Error ? cause.message : String(cause);
        throw new Error(output.text() === "" ? fact : `${fact} (${output.text()})`, { cause });
      }
    },
  };
}

interface Plugin {
  readonly exports: Exports;
  readonly memory: WebAssembly.Memory;
}

/** `codec_open`: a handle of 0 or more for a configuration. */
function openCodec(plugin: Plugin, configuration: string): number {
  const json = new TextEncoder().encode(configuration);
  const pointer = place(plugin, json);
  const handle = callExport(plugin.exports, "codec_open", pointer, json.byteLength);
  release(plugin, pointer, json.byteLength);
  if (handle < 0) throw new Error(`it refuses the configuration ${configuration}`);
  return handle;
}

/** Tries with the room given, and once more with what the plugin then says that it needs. */
function transform(plugin: Plugin, handle: number, call: PluginCall): Bytes {
  const source = place(plugin, call.bytes);
  const first = attempt(plugin, handle, call, source, call.room);
  if (typeof first !== "number") return first;
  if (first <= call.room || first > call.maxByteLength) {
    throw new Error(
      `it asks for ${first} bytes of room, having ${call.room} and being allowed ${call.maxByteLength}`,
    );
  }
  const second = attempt(plugin, handle, call, source, first);
  if (typeof second === "number") throw new Error(`it asks for ${second} bytes of room, after ${first}`);
  return second;
}

/** The result, or the bytes of room that it needs. Frees the input with the result. */
function attempt(
  plugin: Plugin,
  handle: number,
  { direction, bytes }: PluginCall,
  source: number,
  room: number,
): Bytes | number {
  const target = allocate(plugin, room);
  const answer = callExport(
    plugin.exports,
    `codec_${direction}`,
    handle,
    source,
    bytes.byteLength,
    target,
    room,
  );
  if (answer === FAILED) throw new Error("the plugin reports a failure");
  if (answer > room) throw new Error(`it says that it wrote ${answer} bytes, with room for ${room}`);
  const result = answer < 0 ? -answer : view(plugin, target, answer).slice();
  release(plugin, target, room);
  if (answer >= 0) release(plugin, source, bytes.byteLength);
  return result;
}

function place(plugin: Plugin, bytes: Bytes): number {
  const pointer = allocate(plugin, bytes.byteLength);
  view(plugin, pointer, bytes.byteLength).set(bytes);
  return pointer;
}

function allocate(plugin: Plugin, byteLength: number): number {
  const pointer = callExport(plugin.exports, "codec_alloc", Math.max(byteLength, 1));
  if (pointer === 0) throw new Error(`it has no room for ${byteLength} bytes`);
  view(plugin, pointer, byteLength);
  return pointer;
}

function release({ exports }: Plugin, pointer: number, byteLength: number): void {
  callExport(exports, "codec_free", pointer, Math.max(byteLength, 1));
}

/** Bytes of the plugin's memory, proven to lie inside. */
function view({ memory }: Plugin, pointer: number, byteLength: number): Bytes {
  const { buffer } = memory;
  if (pointer < 0 || pointer + byteLength > buffer.byteLength) {
    throw new Error(`it points to ${byteLength} bytes at ${pointer} of ${buffer.byteLength}`);
  }
  return new Uint8Array(buffer, pointer, byteLength);
}

/** Calls a function that answers with an integer or nothing. */
function callExport(exports: Exports, name: string, ...values: readonly number[]): number {
  const called = exports[name];
  if (typeof called !== "function") throw new Error(`it exports no ${name}`);
  const answer: unknown = called(...values) ?? 0;
  if (typeof answer !== "number" || !Number.isInteger(answer)) {
    throw new Error(`its ${name} answers no 32-bit integer`);
  }
  return answer;
}

function initializer({ _initialize }: Exports): { _initialize?: () => void } {
  return typeof _initialize === "function" ? { _initialize: () => void _initialize() } : {};
}

/** Empty standard input; standard output and standard error, whose last characters errors repeat. */
function captureOutput() {
  let written = "";
  const file = () =>
    new ConsoleStdout((bytes) => {
      written = (written + new TextDecoder().decode(bytes.slice(0, MAX_OUTPUT))).slice(-MAX_OUTPUT);
    });
  return {
    files: [file(), file(), file()],
    text: () => written.trim(),
    clear: () => {
      written = "";
    },
  };
}
