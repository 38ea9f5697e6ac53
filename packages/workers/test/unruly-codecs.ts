/**
 * Codecs that do what none should, for workers of tests.
 */

import { type BytesToBytesCodec, registerCodec } from "@chunkwright/codecs";
import type { Bytes, JsonObject } from "@chunkwright/core";

/** Sleeps for `{ ms }`, deaf to all. */
registerCodec(
  "test.sleep",
  decodesBy(({ ms }) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
  }),
);

registerCodec(
  "test.spin",
  decodesBy(() => {
    for (;;);
  }),
);

registerCodec(
  "test.fail",
  decodesBy(() => {
    throw new RangeError("no such luck", { cause: "a stone" });
  }),
);

/** Never answers, but listens on. */
registerCodec(
  "test.wait",
  decodesBy(() => new Promise(() => undefined)),
);

/** Sleeps for `{ ms }` where it encodes. */
registerCodec("test.sleep_encoding", {
  kind: "bytes-to-bytes",
  bind: ({ ms }, decoded) => ({
    encoded: decoded,
    decode: (bytes: Bytes) => bytes,
    encode(bytes: Bytes) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
      return bytes;
    },
  }),
});

/** A codec that passes bytes on, after `act`. */
export function decodesBy(act: (configuration: JsonObject) => void | Promise<void>): BytesToBytesCodec {
  return {
    kind: "bytes-to-bytes",
    bind: (configuration, decoded) => ({
      encoded: decoded,
      async decode(bytes: Bytes) {
        await act(configuration);
        return bytes;
      },
      encode: (bytes: Bytes) => bytes,
    }),
  };
}
