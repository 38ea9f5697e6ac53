/**
 * Starting the libraries that Emscripten compiled, with modules that are compiled once for all threads.
 *
 * @module
 */

import type { Create, EmscriptenOptions } from "@chunkwright/wasm/libraries/emscripten";
import { compiledWasm } from "../kernel/wasm-module.ts";
import type { LibraryName } from "./library-wasm.ts";

/** The library that `create` makes of the module of that name. Its messages go to `hear`. */
export async function startLibrary<Library>(
  name: LibraryName,
  create: Create<Library>,
  hear: (line: string) => void = () => {},
): Promise<Library> {
  const module = await compiledWasm(name);
  return new Promise((resolve, reject) => {
    const instantiateWasm: EmscriptenOptions["instantiateWasm"] = (imports, receive) => {
      WebAssembly.instantiate(module, imports).then((instance) => receive(instance, module), reject);
      return {};
    };
    create({ instantiateWasm, print: hear, printErr: hear }).then(resolve, reject);
  });
}
