import { describe, expect, it } from "vitest";
import { baseName, parseLocation, stemOf } from "../../src/place/location.ts";
import { UsageError } from "../../src/usage-error.ts";

describe("parseLocation()", () => {
  it("takes web addresses for URLs and the rest for paths", () => {
    expect(parseLocation("https://host/a.tif?x=1")).toEqual({ kind: "url", url: "https://host/a.tif?x=1" });
    expect(parseLocation("HTTP://host/a.zarr")).toEqual({ kind: "url", url: "HTTP://host/a.zarr" });
    for (const path of ["a.tif", "/a/b.zarr", "./http:/a", "C:\\a.tif", "C:/a.tif", "a b#c?.tif"]) {
      expect(parseLocation(path)).toEqual({ kind: "path", path });
    }
  });

  it("takes s3:// apart into bucket and key", () => {
    expect(parseLocation("s3://bucket/a/b.zarr/")).toEqual({ kind: "s3", bucket: "bucket", key: "a/b.zarr" });
    expect(parseLocation("S3://bucket/a b#c?")).toEqual({ kind: "s3", bucket: "bucket", key: "a b#c?" });
    expect(parseLocation("s3://bucket")).toEqual({ kind: "s3", bucket: "bucket", key: "" });
  });

  it("rejects other schemes by name, and an empty path", () => {
    expect(() => parseLocation("gs://bucket/a")).toThrow(UsageError);
    expect(() => parseLocation("gs://bucket/a")).toThrow(
      "Cannot open gs://bucket/a: gs:// is not supported, use a path, http(s):// or s3://",
    );
    expect(() => parseLocation("")).toThrow(UsageError);
    expect(() => parseLocation("-")).toThrow("standard input and output are not supported");
    expect(() => parseLocation(undefined as never)).toThrow(TypeError);
    expect(() => parseLocation("s3://")).toThrow("Cannot open s3://: it names no bucket");
    expect(() => parseLocation("http://[host/a.tif")).toThrow("Cannot open http://[host/a.tif: it is no URL");
  });
});

it("parseLocation() takes paths of Windows, and says what an unfinished quotation means", () => {
  for (const path of ["C:\\data\\a.tif", "C:/data//a.tif", "C:a.tif", "\\\\server\\share\\a.zarr\\"])
    expect(parseLocation(path, "win32")).toEqual({ kind: "path", path });
  // What "my image.zarr\" --overwrite becomes.
  expect(() => parseLocation('my image.zarr" --overwrite', "win32")).toThrow("must not end in a backslash");
  expect(parseLocation('a"b.tif', "linux")).toEqual({ kind: "path", path: 'a"b.tif' });
});

describe("baseName()", () => {
  it("is the last part of a path or URL", () => {
    const names = ["a.tif", "/x/a.tif", "/x/a.zarr/", "https://h/x/a.tif?v=1#t", "C:\\x\\a.tif"].map(
      baseName,
    );
    expect(names).toEqual(["a.tif", "a.tif", "a.zarr", "a.tif", "a.tif"]);
  });

  it("keeps what ends a URL's path and is part of a file's name", () => {
    expect(baseName("x/run#3 ?.h5")).toBe("run#3 ?.h5");
  });
});

describe("stemOf()", () => {
  it("names an image after its file", () => {
    const names = ["x/a.ome.tif", "a.TIFF", "a.b.tif", "plain", ".tif", "https://h/a.ome.tiff?v=1"].map(
      stemOf,
    );
    expect(names).toEqual(["a", "a", "a.b", "plain", ".tif", "a"]);
  });
});
