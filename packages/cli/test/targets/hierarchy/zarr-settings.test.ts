import { describe, expect, it } from "vitest";
import { parseZarrSettings } from "../../../src/targets/hierarchy/zarr-settings.ts";
import { UsageError } from "../../../src/usage-error.ts";

describe("parseZarrSettings()", () => {
  it("writes Zarr v3 with averaged levels unless told otherwise", () => {
    expect(parseZarrSettings({})).toMatchObject({
      zarrVersion: 3,
      method: "mean",
      levels: undefined,
    });
  });

  it("parses every option", () => {
    const settings = parseZarrSettings({
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
    expect(settings.choices({ ...info, shape: [100, 100] }).chunkShape).toBeUndefined();
  });

  it.each([
    [{ zarrVersion: "4" }, /^Unknown Zarr version "4"/],
    [{ chunk: "512," }, 'Chunk "512," is not a list of lengths such as 512,512'],
    [{ chunk: "0" }, /^Chunk "0"/],
    [{ chunk: "-1" }, /^Chunk "-1"/],
    [{ chunk: "1.5" }, /^Chunk "1.5"/],
    [{ chunk: "auto" }, /^Chunk "auto"/],
    [{ shard: "auto" }, /^Shard "auto"/],
    [{ shard: "64,64", zarrVersion: "2" }, "Zarr v2 has no shards"],
    [{ levels: "0" }, 'Levels "0" is not a whole number from 1 to 32'],
    [{ levels: "33" }, /^Levels "33"/],
    [{ levels: "many" }, /^Levels "many"/],
    [{ downsample: "max" }, 'Unknown downsampling "max": choose mean, mode, nearest'],
    [{ compression: "keep", zarrVersion: "2" }, /^Zarr v2 has no names/],
    [{ compression: "keep", chunk: "64,64" }, /^--compression keep copies chunks/],
    [{ compression: "lzma" }, /^Zarr v3 has no compression "lzma"/],
  ])("rejects %s %j as a mistake on the command line", (options, message) => {
    expect(() => parseZarrSettings(options)).toThrow(UsageError);
    expect(() => parseZarrSettings(options)).toThrow(message);
  });
});
