/**
 * What the tests of all packages share. Imported by tests alone.
 *
 * @module
 */

export { collect } from "./collect.ts";
export { python } from "./python-environment.ts";
export { type RecordingStore, recordingStore, type StoreCall } from "./recording-store.ts";
export { type SeededRandom, seededRandom } from "./seeded-random.ts";
export { type Expected, hasShared, readExpected, sharedPath } from "./shared-files.ts";
