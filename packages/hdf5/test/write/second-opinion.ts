/** What libhdf5 2.0 in WebAssembly reads. */

import { createHash } from "node:crypto";
import type { Bytes } from "@chunkwright/core";
import h5wasm, { Dataset, File, Group } from "h5wasm";

/**
 * Digests of the stored elements of all datasets of numbers, by their paths, but for paths that match `leftOut`; throws
 * if h5wasm cannot read one.
 */
export async function h5wasmDigests(
  bytes: Bytes,
  leftOut: RegExp,
): Promise<Readonly<Record<string, string>>> {
  const { FS, activate_throwing_error_handler: throwErrors } = await h5wasm.ready;
  throwErrors();
  const name = "written.h5";
  FS.writeFile(name, bytes);
  const file = new File(name, "r");
  const digests: Record<string, string> = {};
  const visit = (group: Group, path: string): void => {
    for (const key of group.keys()) {
      const item = group.get(key);
      const at = path === "" ? key : `${path}/${key}`;
      if (item instanceof Group) visit(item, at);
      if (!(item instanceof Dataset) || leftOut.test(at)) continue;
      const { value } = item;
      if (ArrayBuffer.isView(value)) {
        const elements = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
        digests[at] = createHash("sha256").update(elements).digest("hex");
      }
    }
  };
  visit(file, "");
  file.close();
  FS.unlink(name);
  return digests;
}
