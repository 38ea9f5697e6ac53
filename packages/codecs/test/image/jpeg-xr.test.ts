import { expect, test } from "vitest";
import { inThreadCoder } from "../../src/index.ts";
import { fixtures } from "../fixture.ts";

test("tiff.jpegxr leaves no listeners on the process, as its library would to end it on any error", async () => {
  const listeners = () =>
    ["uncaughtException", "unhandledRejection"].map((name) => process.listenerCount(name));
  const before = listeners();
  const { encoded } = fixtures.find(({ name }) => name === "jpegxr-uint8-3")!;
  await inThreadCoder.decode(encoded());
  expect(listeners()).toEqual(before);
});
