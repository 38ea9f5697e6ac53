import { expect, test } from "vitest";
import {
  checkArray,
  checkFile,
  checkFileSink,
  checkStore,
  checkWritableStore,
} from "../src/check-argument.ts";
import { fileOfBytes, fileStore } from "../src/open-file.ts";
import type { Group } from "../src/types.ts";

const FILE = fileOfBytes(new Uint8Array(1));

test("accepts the arguments of typed callers", () => {
  checkFile(FILE, "open it");
  checkStore(fileStore(FILE), "open it");
  checkFileSink({ write: async () => {}, close: async () => {} }, "write it");
  checkWritableStore({ set: async () => {}, delete: async () => {} }, "write it");
});

test.each<[string, () => void]>([
  [
    'Cannot open a TIFF file: "a.tif" is not a file, as returned by openFsFile, openHttpFile, openBlob or fileOfBytes',
    () => checkFile("a.tif" as never, "open a TIFF file"),
  ],
  ["the ArrayBuffer is not a file", () => checkFile(new ArrayBuffer(1) as never, "open it")],
  ["undefined is not a store", () => checkStore(undefined as never, "open it")],
  ["the Map is not a store", () => checkStore(new Map() as never, "open it")],
  ["the object is not a store to write", () => checkWritableStore({} as never, "write it")],
  ["5 is not a file to write", () => checkFileSink(5 as never, "write it")],
  ["a group is not an array", () => checkArray(GROUP as never, "read a region")],
  ["undefined is not an array", () => checkArray(undefined as never, "read a region")],
])("%s", (message, check) => {
  expect(check).toThrow(TypeError);
  expect(check).toThrow(message);
});

const GROUP: Group = { kind: "group", attributes: {}, list: undefined, open: async () => undefined };
