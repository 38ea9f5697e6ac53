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

test("what is wanted passes", () => {
  checkFile(FILE, "open it");
  checkStore(fileStore(FILE), "open it");
  checkFileSink({ write: async () => {}, close: async () => {} }, "write it");
  checkWritableStore({ set: async () => {}, delete: async () => {} }, "write it");
});

test.each<[string, () => void]>([
  [
    'Cannot open a TIFF file: "a.tif" is no file, as comes from openFsFile, openHttpFile, openBlob or fileOfBytes',
    () => checkFile("a.tif" as never, "open a TIFF file"),
  ],
  ["the ArrayBuffer is no file", () => checkFile(new ArrayBuffer(1) as never, "open it")],
  ["undefined is no store", () => checkStore(undefined as never, "open it")],
  ["the Map is no store", () => checkStore(new Map() as never, "open it")],
  ["the object is no store to write", () => checkWritableStore({} as never, "write it")],
  ["5 is no file to write", () => checkFileSink(5 as never, "write it")],
  ["a group is no array", () => checkArray(GROUP as never, "read a region")],
  ["undefined is no array", () => checkArray(undefined as never, "read a region")],
])("%s", (message, check) => {
  expect(check).toThrow(TypeError);
  expect(check).toThrow(message);
});

const GROUP: Group = { kind: "group", attributes: {}, list: undefined, open: async () => undefined };
