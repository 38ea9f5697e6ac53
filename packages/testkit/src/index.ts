/**
 * What the tests of all packages share. Imported by tests only.
 *
 * @module
 */

export { arraySink, arraySource, counting } from "./array-source.ts";
export {
  type BioFormatsFile,
  type BioFormatsSeries,
  hasJava,
  readWithBioFormats,
} from "./bio-formats.ts";
export { collect } from "./collect.ts";
export { damagedBytes, damagedJson } from "./damage.ts";
export { expectBytes } from "./expect-bytes.ts";
export type { Fault } from "./fault.ts";
export {
  type FaultRequest,
  type FaultScript,
  type FaultServer,
  faultServer,
} from "./fault-server.ts";
export { type ExpectedArray, type FixtureFiles, fixtureFiles } from "./fixture-files.ts";
export { type NgffValidator, ngffValidator } from "./ngff-validator.ts";
export { python } from "./python-environment.ts";
export { type RecordingFile, recordingFile } from "./recording-file.ts";
export { type RecordingStore, recordingStore, type StoreCall } from "./recording-store.ts";
export { type RoundStore, roundStore } from "./round-store.ts";
export { type S3Request, type S3Server, type S3ServerOptions, s3Server } from "./s3-server.ts";
export type { S3Keys } from "./s3-signature.ts";
export { chunkOf, sampleArray, writeSample } from "./sample-array.ts";
export { type SeededRandom, seededRandom } from "./seeded-random.ts";
export { type Expected, hasShared, readExpected, sharedPath } from "./shared-files.ts";
export type { MakeStore, OpenStore } from "./store-fixture.ts";
export {
  type Attempt,
  type DamagedFileOptions,
  FUZZ_COPIES,
  testDamagedFile,
} from "./test-damaged-file.ts";
export { testListableStore, testStore } from "./test-store.ts";
export { testWritableStore } from "./test-writable-store.ts";
export { lendingFile, type WritingCoder, writingCoder } from "./writing-coder.ts";
