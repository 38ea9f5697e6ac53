/**
 * A program that does not close its pool: `node idle-program SCRIPT done|aborted`.
 */

import { createWorkerPool } from "@chunkwright/workers";

const [, , workerUrl = "", ending] = process.argv;
const pool = createWorkerPool({ size: 2, workerUrl, timeoutMs: 60_000 });
const bytes = { name: "bytes", configuration: { endian: "little" } };
const chunk = { dataType: "uint8", shape: [1], bytes: Uint8Array.of(7) } as const;

await pool.decode({ ...chunk, codecs: [bytes] });
if (ending === "aborted") {
  const codecs = [bytes, { name: "test.wait" }];
  await pool.decode({ ...chunk, codecs }, { signal: AbortSignal.timeout(50) }).catch(() => undefined);
}
console.log(ending);
