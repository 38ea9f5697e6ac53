import { recordingFile } from "@chunkwright/testkit";
import { expect, test } from "vitest";

test("recordingFile() counts reads, and those that wait for one another", async () => {
  const file = recordingFile(Uint8Array.of(1, 2, 3, 4));
  expect(await Promise.all([file.read(0, 1), file.read(3, 1)])).toEqual([Uint8Array.of(1), Uint8Array.of(4)]);
  await file.read(1, 2);
  expect([file.size, file.reads, file.rounds]).toEqual([4, 3, 2]);
});
