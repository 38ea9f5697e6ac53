import { expect, test } from "vitest";
import { ccitt } from "../../src/tiff/ccitt.ts";

/** Bytes of a string of bits, spaces left out. */
function packed(bits: string): Uint8Array<ArrayBuffer> {
  const digits = bits.replaceAll(" ", "");
  return Uint8Array.from({ length: Math.ceil(digits.length / 8) }, (_, i) =>
    Number.parseInt(digits.slice(8 * i, 8 * i + 8).padEnd(8, "0"), 2),
  );
}

test("T.6: a row may start with empty runs, as libtiff accepts", async () => {
  const horizontal = "001 00110101 0000110111"; // no white, no black
  const [pass, vertical] = ["0001", "1"];
  const bits = packed(`${horizontal} ${vertical} ${pass} ${vertical}`);
  const { decode } = ccitt.bind(
    { scheme: "t6", width: 8 },
    { minByteLength: 2, maxByteLength: 2, elementSize: 1 },
  );
  expect(await decode(bits)).toEqual(Uint8Array.of(0, 0));
});
