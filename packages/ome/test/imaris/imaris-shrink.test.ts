import { expect, it } from "vitest";
import { shrinkImaris } from "../../src/index.ts";

it("rounds means of integers down", () => {
  const chunk = {
    dataType: "uint8" as const,
    shape: [2, 4],
    data: Uint8Array.of(1, 2, 255, 255, 2, 2, 255, 254),
  };
  expect(shrinkImaris(chunk, [2, 2])).toEqual({
    dataType: "uint8",
    shape: [1, 2],
    data: Uint8Array.of(1, 254),
  });
  expect(shrinkImaris(chunk, [1, 2]).data).toEqual(Uint8Array.of(1, 255, 2, 254));
});

it("sums in single precision", () => {
  const data = Uint32Array.of(2 ** 31 + 1, 2 ** 31 + 3);
  expect(shrinkImaris({ dataType: "uint32", shape: [2], data }, [2]).data).toEqual(Uint32Array.of(2 ** 31));
  const floats = Float32Array.of(0.5, 1);
  expect(shrinkImaris({ dataType: "float32", shape: [2], data: floats }, [2]).data).toEqual(
    Float32Array.of(0.75),
  );
});

it("refuses types that Imaris does not have", () => {
  expect(() => shrinkImaris({ dataType: "int8", shape: [2], data: new Int8Array(2) }, [2])).toThrow(
    TypeError,
  );
});
