import { isStorageError } from "@chunkwright/core";
import { expect, test } from "vitest";
import { factOf, fileFailure, meansAbsent } from "../../src/fs/file-failure.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something, write '/somewhere'`), { code });
}

test("fileFailure() explains the system's codes and keeps the cause", () => {
  const words = {
    ENOSPC: "no space left",
    EROFS: "read-only",
    EACCES: "permission denied",
    EMFILE: "too many",
  };
  for (const [code, fact] of Object.entries(words)) {
    const cause = systemError(code);
    const error = fileFailure("Cannot write a/b", "a/b", cause);
    expect(isStorageError(error, "store")).toBe(true);
    expect(error.message).toMatch(new RegExp(`^Cannot write a/b: .*${fact}.* \\(${code}\\)$`));
    expect(error.context).toEqual({ key: "a/b" });
    expect(error.cause).toBe(cause);
  }
});

test("fileFailure() uses the system's message for unknown codes", () => {
  expect(fileFailure("Cannot read x", "x", systemError("EIO")).message).toContain("EIO: something");
  expect(fileFailure("Cannot read x", "x", "odd").message).toBe("Cannot read x: odd");
});

test("meansAbsent() recognises the codes of absent files", () => {
  for (const code of ["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"])
    expect(meansAbsent(systemError(code))).toBe(true);
  for (const code of ["EACCES", "EIO"]) expect(meansAbsent(systemError(code))).toBe(false);
  expect(meansAbsent(undefined)).toBe(false);
});

test("factOf() names the usual cause on Windows of EPERM, EACCES and EBUSY", () => {
  expect(factOf("EACCES", "linux")).toBe("permission denied (EACCES)");
  for (const code of ["EPERM", "EACCES"])
    expect(factOf(code, "win32")).toMatch(/, or another program has it open \(E/);
  expect(factOf("EBUSY", "win32")).toBe("it is in use (EBUSY)");
  expect(factOf("ENOSPC", "win32")).toBe(factOf("ENOSPC", "linux"));
});
