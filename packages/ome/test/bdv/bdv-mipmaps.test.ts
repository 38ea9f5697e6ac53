import { describe, expect, it } from "vitest";
import { proposeMipmaps } from "../../src/index.ts";

describe("proposeMipmaps()", () => {
  it("halves what is not much longer than the shortest voxels", () => {
    expect(proposeMipmaps([100, 2000, 2000], [4, 1, 1]).map(({ factors }) => factors)).toEqual([
      [1, 1, 1],
      [1, 2, 2],
      [2, 4, 4],
    ]);
  });

  it("leaves planes planes", () => {
    expect(proposeMipmaps([1, 264, 542], [1, 0.42, 0.42])).toEqual([
      { factors: [1, 1, 1], chunkShape: [1, 64, 64] },
      { factors: [1, 2, 2], chunkShape: [1, 64, 64] },
    ]);
  });

  it("makes chunks as near to cubes as powers of two allow", () => {
    expect(proposeMipmaps([500, 200, 200], [1, 1, 1])[0]?.chunkShape).toEqual([16, 16, 16]);
    expect(proposeMipmaps([200, 200, 200], [4, 1, 1])[0]?.chunkShape).toEqual([4, 32, 32]);
    expect(proposeMipmaps([2, 8, 8], [1, 1, 1])[0]?.chunkShape).toEqual([2, 8, 8]);
  });
});
