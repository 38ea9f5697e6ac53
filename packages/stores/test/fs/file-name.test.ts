import { expect, test } from "vitest";
import { checkFileNames, differsInCase } from "../../src/fs/file-name.ts";

const WINDOWS_REFUSES = [
  "con",
  "a/NUL",
  "aux.json",
  "COM1",
  "com².x",
  "lpt9",
  "a.",
  "a /b",
  "a:b",
  "a?",
  "a*b",
  "a|b",
  '"a"',
  "<a>",
  "a\u0001",
];

test("checkFileNames() refuses names that Windows reserves or changes", () => {
  for (const key of WINDOWS_REFUSES)
    expect(() => checkFileNames(key, "win32"), key).toThrow("Cannot use key");
  for (const key of ["console", "a.b", "com10", "nullable", ".zarray"]) checkFileNames(key, "win32");
});

test("checkFileNames() accepts all of these on other platforms", () => {
  for (const key of WINDOWS_REFUSES) checkFileNames(key, "linux");
});

test("checkFileNames() refuses names of temporary files everywhere", () => {
  expect(() => checkFileNames("a/.0123456789abcdef.chunkwright-tmp/b", "linux")).toThrow("being written");
});

test("differsInCase() ignores the normal forms of Unicode", () => {
  expect(differsInCase("/x/A", "/x/a")).toBe(true);
  expect(differsInCase("/x/a", "/x/a")).toBe(false);
  expect(differsInCase("/x/a", "/y/b")).toBe(false);
  expect(differsInCase("/x/\u00e9", "/x/e\u0301")).toBe(false);
  expect(differsInCase("/x/\u00c9", "/x/e\u0301")).toBe(true);
});
