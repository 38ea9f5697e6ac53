/**
 * A worker's script whose codecs misbehave.
 */

import "@chunkwright/workers/worker";
import { existsSync, writeFileSync } from "node:fs";
import { registerCodec } from "@chunkwright/codecs";
import { decodesBy } from "./unruly-codecs.ts";

/** Kernels come compiled. */
WebAssembly.compile = () => Promise.reject(new Error("workers do not compile"));

/** Ends the worker. */
registerCodec(
  "test.die",
  decodesBy(() => process.exit(3)),
);

/** Ends the worker, unless there is a file `{ path }`. It writes one. */
registerCodec(
  "test.die_once",
  decodesBy(({ path }) => {
    if (existsSync(String(path))) return;
    writeFileSync(String(path), "");
    process.exit(4);
  }),
);

/** Goes wrong behind everybody's back. */
registerCodec(
  "test.throw_later",
  decodesBy(async () => {
    setTimeout(() => {
      throw new Error("out of nowhere");
    });
    await new Promise(() => undefined);
  }),
);
