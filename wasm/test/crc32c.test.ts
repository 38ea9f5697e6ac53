import { wasm } from "@chunkwright/wasm/crc32c";
import { expect, test } from "vitest";

interface Crc32c {
  readonly memory: WebAssembly.Memory;
  readonly HEAP: WebAssembly.Global;
  crc32c(crc: number, src: number, srcLength: number): number;
}

const { instance } = await WebAssembly.instantiate(Buffer.from(wasm, "base64"));
const kernel = instance.exports as unknown as Crc32c;
const heap: number = kernel.HEAP.value;

function checksum(bytes: Uint8Array, crc = 0): number {
  new Uint8Array(kernel.memory.buffer).set(bytes, heap);
  return kernel.crc32c(crc, heap, bytes.length) >>> 0;
}

/** RFC 3720 appendix B.4, and the check value of the Rocksoft model. */
test.each([
  ["32 bytes of zeroes", new Uint8Array(32), 0x8a9136aa],
  ["32 bytes of ones", new Uint8Array(32).fill(255), 0x62a8ab43],
  ["32 bytes counting up", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ["32 bytes counting down", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ["123456789", new TextEncoder().encode("123456789"), 0xe3069283],
  ["nothing", new Uint8Array(0), 0],
])("crc32c() of %s is the published value", (_name, bytes, expected) => {
  expect(checksum(bytes)).toBe(expected);
});

test("crc32c() continues from any cut as if there were none", () => {
  const bytes = Uint8Array.from({ length: 67 }, (_, i) => (i * 37 + 11) & 255);
  const whole = checksum(bytes);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(checksum(bytes.subarray(cut), checksum(bytes.subarray(0, cut)))).toBe(whole);
  }
});

test("crc32c() of bytes one at a time is the same as of all at once", () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => (i * 151) & 255);
  const stepwise = [...bytes].reduce((crc, byte) => checksum(Uint8Array.of(byte), crc), 0);
  expect(stepwise).toBe(checksum(bytes));
});
