import { describe, expect, it } from "vitest";
import { folderName, locationIn, splitLocation } from "../../src/sources/folder-store.ts";

describe("splitLocation()", () => {
  it.each([
    ["a.tif", ".", "a.tif"],
    ["run/a.tif", "run", "a.tif"],
    ["/data/run/a.tif", "/data/run", "a.tif"],
    ["/a.tif", "/", "a.tif"],
    ["run\\a.tif", ".", "run\\a.tif"],
    ["https://host/run/a%20b.tif?key=1", "https://host/run?key=1", "a b.tif"],
    ["s3://bucket/run/a.tif", "s3://bucket/run", "a.tif"],
  ])("takes %s apart", (text, folder, path) => {
    expect(splitLocation(text, text.length, "linux")).toEqual({ folder, path });
  });

  it.each([
    ["a.tif", ".", "a.tif"],
    ["run\\a.tif", "run", "a.tif"],
    ["C:\\data\\run\\a.tif", "C:\\data\\run", "a.tif"],
    ["C:/data/run/a.tif", "C:/data/run", "a.tif"],
    // The top of the drive, and the current folder on it.
    ["C:\\a.tif", "C:\\", "a.tif"],
    ["C:a.tif", "C:", "a.tif"],
    ["C:run\\a.tif", "C:run", "a.tif"],
    ["\\a.tif", "\\", "a.tif"],
    ["\\\\server\\share\\a.tif", "\\\\server\\share\\", "a.tif"],
    ["\\\\server\\share\\run\\a.tif", "\\\\server\\share\\run", "a.tif"],
    ["\\\\?\\C:\\run\\a.tif", "\\\\?\\C:\\run", "a.tif"],
    ["https://host/run/a.tif", "https://host/run", "a.tif"],
  ])("takes %s apart as Windows does", (text, folder, path) => {
    expect(splitLocation(text, text.length, "win32")).toEqual({ folder, path });
  });

  it("leaves in the path what begins with the character at a place", () => {
    const split = (text: string, platform: NodeJS.Platform) =>
      splitLocation(text, text.indexOf("{"), platform);
    expect(split("/data/p{p}/a_{t}.tif", "linux")).toEqual({ folder: "/data", path: "p{p}/a_{t}.tif" });
    expect(split("C:\\data\\p{p}\\a_{t}.tif", "win32")).toEqual({
      folder: "C:\\data",
      path: "p{p}/a_{t}.tif",
    });
    expect(split("D:\\p{p}\\a_{t}.tif", "win32")).toEqual({ folder: "D:\\", path: "p{p}/a_{t}.tif" });
  });
});

it("locationIn() names what is in a folder, wherever that is", () => {
  expect(locationIn("s3://bucket/run/", "a.tif")).toBe("s3://bucket/run/a.tif");
  expect(locationIn("https://host/run", "a.tif")).toBe("https://host/run/a.tif");
  expect(locationIn("run/", "a.tif")).toBe(process.platform === "win32" ? "run\\a.tif" : "run/a.tif");
});

it("folderName() is the last part of a path", () => {
  expect(folderName("/data/run/")).toBe("run");
});
