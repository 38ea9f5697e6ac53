/**
 * Plugins in AssemblyScript, compiled when a test wants one.
 */

import { readFileSync } from "node:fs";
import type { Bytes } from "@chunkwright/core";
import asc from "assemblyscript/asc";

const EXAMPLE = new URL("../../../examples/wasi-codec-assemblyscript/codec.ts", import.meta.url);

/** The example's run-length codec, with some of its functions replaced by those of `source`. */
export async function compilePlugin(source = "", flags: readonly string[] = []): Promise<Bytes> {
  const replaced = [...source.matchAll(/function (\w+)/g)].map(([, name]) => name ?? "");
  const kept = readFileSync(EXAMPLE, "utf8")
    .split(/\n(?=export function |\/\*\* Takes)/)
    .filter((part) => !replaced.some((name) => part.includes(`export function ${name}(`)));
  let wasm: Bytes | undefined;
  const { error, stderr } = await asc.main(
    ["plugin.ts", "--outFile", "plugin.wasm", "-O", "--runtime", "stub", "--use", "abort=", ...flags],
    {
      readFile: (name) => (name === "plugin.ts" ? [...kept, source].join("\n") : null),
      writeFile(_name, contents) {
        wasm = new Uint8Array(contents as Uint8Array);
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`Cannot compile the plugin: ${stderr.toString()}`);
  return wasm;
}
