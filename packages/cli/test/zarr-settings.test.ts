import { describe, expect, it } from "vitest";
import { UsageError } from "../src/usage-error.ts";
import { parseZarrSettings } from "../src/zarr-settings.ts";

describe("parseZarrSettings()", () => {
  it("writes Zarr v3 with averaged levels unless told otherwise", () => {
    expect(parseZarrSettings("a.zarr", {})).toMatchObject({
      zarrVersion: 3,
      method: "mean",
      levels: undefined,
    });
  });

  it("tells the format from the name, in any case and with a slash behind it, or from the option", () => {
    for (const target of ["a.zarr", "a.ome.zarr", "A.ZARR", "some/a.zarr/"]) {
      expect(parseZarrSettings(target, {}).zarrVersion).toBe(3);
    }
    expect(parseZarrSettings("a", { format: "zarr" }).zarrVersion).toBe(3);
  });

  it("parses every option", () => {
    const settings = parseZarrSettings("a.zarr", {
      zarrVersion: "2",
      chunk: "1,64x32",
      compression: "zlib:1",
      levels: "4",
      downsample: "mode",
    });
    expect(settings).toMatchObject({ zarrVersion: 2, method: "mode", levels: 4 });
    const info = {
      dataType: "uint8",
      shape: [2, 100, 100],
      chunkShape: [1, 10, 10],
      fillValue: 0,
      codecs: [],
      attributes: {},
    } as const;
    expect(settings.choices(info)).toMatchObject({
      levels: 4,
      chunkShape: [1, 64, 32],
      codecs: [{ name: "bytes" }, { name: "numcodecs.zlib", configuration: { level: 1 } }],
    });
    expect(() => settings.choices({ ...info, shape: [100, 100] })).toThrow(
      "Chunks of 1 x 64 x 32 have more axes than an array of 100 x 100",
    );
  });

  it.each([
    ["a.tif", {}, "Cannot tell the format of a.tif from its name: end it in .zarr or use --format zarr"],
    ["", { format: "zarr" }, "The path of the target is empty"],
    ["zarr", {}, /^Cannot tell the format of zarr/],
    ["a.zarr", { format: "n5" }, 'Cannot write format "n5": only zarr is supported yet'],
    ["s3://bucket/a", {}, "Cannot write s3://bucket/a: only local targets are supported yet"],
    ["a.zarr", { zarrVersion: "4" }, /^Unknown Zarr version "4"/],
    ["a.zarr", { chunk: "512," }, 'Chunk "512," is no list of lengths such as 512,512'],
    ["a.zarr", { chunk: "0" }, /^Chunk "0"/],
    ["a.zarr", { chunk: "-1" }, /^Chunk "-1"/],
    ["a.zarr", { chunk: "1.5" }, /^Chunk "1.5"/],
    ["a.zarr", { chunk: "auto" }, /^Chunk "auto"/],
    ["a.zarr", { levels: "0" }, 'Levels "0" is no whole number from 1 to 32'],
    ["a.zarr", { levels: "33" }, /^Levels "33"/],
    ["a.zarr", { levels: "many" }, /^Levels "many"/],
    ["a.zarr", { downsample: "max" }, 'Unknown downsampling "max": choose mean, mode, nearest'],
    ["a.zarr", { compression: "lzma" }, /^Unknown compression "lzma"/],
  ])("rejects %s with %j as a mistake on the command line", (target, options, message) => {
    expect(() => parseZarrSettings(target, options)).toThrow(UsageError);
    expect(() => parseZarrSettings(target, options)).toThrow(message);
  });

  it.each(["http://host/a.zarr", "https://host/a.zarr", "s3://bucket/a.zarr"])(
    "writes nothing to %s, whatever it ends in",
    (target) => {
      expect(() => parseZarrSettings(target, {})).toThrow(
        `Cannot write ${target}: only local targets are supported yet`,
      );
      expect(() => parseZarrSettings(target, { format: "zarr" })).toThrow(UsageError);
    },
  );
});
