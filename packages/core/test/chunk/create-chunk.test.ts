import { describe, expect, it } from "vitest";
import { sharedChunk } from "../../src/index.ts";

describe("sharedChunk()", () => {
  it("is zero, in shared memory, and unsupported for variable-length types", () => {
    const chunk = sharedChunk("uint16", [2, 3]);
    expect(chunk.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(chunk).toMatchObject({ dataType: "uint16", shape: [2, 3] });
    expect([...chunk.data]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(() => sharedChunk("string", [1])).toThrow(expect.objectContaining({ code: "unsupported" }));
  });
});
