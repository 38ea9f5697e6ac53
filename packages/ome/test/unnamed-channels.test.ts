import { expect, test } from "vitest";
import { unnamedChannels } from "../src/unnamed-channels.ts";

test("channels without names are as many as are asked for", () => {
  expect(unnamedChannels(2)).toEqual([{}, {}]);
  expect(unnamedChannels(0)).toEqual([]);
});

test("more channels than memory should hold are refused", () => {
  expect(() => unnamedChannels(2 ** 31)).toThrow(
    expect.objectContaining({
      code: "unsupported",
      message: "Cannot show an image of 2147483648 channels: over 1048576",
    }),
  );
});
