import * as testkit from "@chunkwright/testkit";
import { expect, test } from "vitest";

test("the module exports its public names alone", () => {
  expect(Object.keys(testkit).sort()).toEqual([
    "FUZZ_COPIES",
    "arraySink",
    "arraySource",
    "chunkOf",
    "collect",
    "counting",
    "damagedBytes",
    "damagedJson",
    "expectBytes",
    "faultServer",
    "fixtureFiles",
    "hasJava",
    "hasShared",
    "lendingFile",
    "ngffValidator",
    "python",
    "readExpected",
    "readWithBioFormats",
    "recordingFile",
    "recordingStore",
    "roundStore",
    "s3Server",
    "sampleArray",
    "seededRandom",
    "sharedPath",
    "testDamagedFile",
    "testListableStore",
    "testStore",
    "testWritableStore",
    "writeSample",
    "writingCoder",
  ]);
});
