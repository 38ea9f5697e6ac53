import { request } from "node:http";
import { readRegion } from "@chunkwright/core";
import { httpStore } from "@chunkwright/stores/http";
import { openZarr, type ZarrGroup } from "@chunkwright/zarr";
import { describe, expect, it } from "vitest";
import { FetchStore, get, open, root } from "zarrita";
import { omeFixture } from "../fixtures.ts";
import { recordTerminal, runOn } from "../run-command.ts";
import { whileServing } from "../serving.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { writeTinyTiff } from "../tiny-tiff.ts";

async function tiny(name = "tiny.tif", options = {}): Promise<string> {
  return writeTinyTiff(await temporaryDirectory(), name, options);
}

describe("chunkwright serve", () => {
  it("shows a TIFF file as OME-Zarr to our reader and to zarrita", async () => {
    const exitCode = await whileServing([await tiny()], async ({ sources: [url = ""] }) => {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/tiny\.zarr$/);
      const group = (await openZarr(httpStore(url))) as ZarrGroup;
      expect(group.attributes).toMatchObject({ ome: { version: "0.5", multiscales: [{ name: "tiny" }] } });
      const level = await group.open("0");
      if (level?.kind !== "array") throw new Error("Level 0 is an array");
      expect(level.info.dimensionNames?.slice(-2)).toEqual(["y", "x"]);
      const { shape } = level.info;
      const { data } = await readRegion(level, { start: shape.map(() => 0), shape });
      expect([...data].map(Number)).toEqual(Array.from({ length: data.length }, (_, i) => i));
      const theirs = await get(await open(root(new FetchStore(url)).resolve("0"), { kind: "array" }));
      expect(theirs.data).toEqual(data);
    });
    expect(exitCode).toBe(130);
  });

  it("lists what is below without being able to list, by consolidated metadata", async () => {
    await whileServing([omeFixture("ome-series.tif")], async ({ sources: [url = ""] }) => {
      const group = (await openZarr(httpStore(url))) as ZarrGroup;
      const names: string[] = [];
      for await (const name of group.list?.() ?? []) names.push(name);
      expect(names.sort()).toEqual(["0", "1", "OME"]);
      const xml = await httpStore(url).get("OME/METADATA.ome.xml");
      expect(new TextDecoder().decode(xml)).toContain("<OME");
    });
  });

  it("serves Zarr hierarchies of the older version in the newer spelling", async () => {
    const directory = await temporaryDirectory();
    const target = `${directory}/old.zarr`;
    const terminal = recordTerminal();
    expect(
      (await runOn(terminal, "convert", await tiny(), target, "--zarr-version", "2", "-q")).exitCode,
    ).toBe(0);
    await whileServing([target], async ({ sources: [url = ""], viewer }) => {
      const group = (await openZarr(httpStore(url))) as ZarrGroup;
      expect([group.zarrFormat, group.attributes]).toMatchObject([3, { ome: { version: "0.5" } }]);
      const level = await group.open("0");
      expect(level?.kind === "array" && level.info.dimensionNames?.slice(-2)).toEqual(["y", "x"]);
      expect(await (await fetch(`${viewer}sources.json`)).json()).toEqual([
        { name: "old.zarr", images: [""] },
      ]);
    });
  });

  it("serves the viewer page, and every chunk as plain bytes for it", async () => {
    await whileServing([await tiny("a.tif"), await tiny("a.tif")], async ({ viewer, sources }) => {
      expect(sources.map((url) => url.slice(viewer.length))).toEqual(["a.zarr", "a-2.zarr"]);
      const page = await fetch(viewer);
      expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(await page.text()).toContain("<canvas>");
      const document = await (await fetch(`${viewer}plain/a-2.zarr/0/zarr.json`)).json();
      expect(document.codecs).toEqual([{ name: "bytes", configuration: { endian: "little" } }]);
      const index = document.shape.map(() => 0).join("/");
      const chunk = await (await fetch(`${viewer}plain/a-2.zarr/0/c/${index}`)).arrayBuffer();
      expect([...new Uint16Array(chunk).slice(0, 3)]).toEqual([0, 1, 2]);
    });
  });

  it("answers requests as RFC 9110 and CORS have it", async () => {
    await whileServing([await tiny()], async ({ viewer, sources: [url = ""] }) => {
      const whole = await fetch(`${url}/zarr.json`);
      expect(whole.headers.get("access-control-allow-origin")).toBe("*");
      expect(whole.headers.get("content-type")).toBe("application/json");
      const text = await whole.text();
      const size = text.length;
      const ranges = [
        ["bytes=1-3", 206, `bytes 1-3/${size}`, text.slice(1, 4)],
        ["bytes=-4", 206, `bytes ${size - 4}-${size - 1}/${size}`, text.slice(-4)],
        [`bytes=${size - 2}-`, 206, `bytes ${size - 2}-${size - 1}/${size}`, text.slice(-2)],
        [`bytes=0-${size * 2}`, 206, `bytes 0-${size - 1}/${size}`, text],
        [`bytes=${size}-`, 416, `bytes */${size}`, ""],
        ["bytes=-0", 416, `bytes */${size}`, ""],
        ["bytes=3-1", 200, null, text],
        ["bytes=0-1,3-4", 200, null, text],
        ["lines=0-1", 200, null, text],
      ] as const;
      for (const [range, status, contentRange, body] of ranges) {
        const answer = await fetch(`${url}/zarr.json`, { headers: { range } });
        expect([answer.status, answer.headers.get("content-range"), await answer.text()], range).toEqual([
          status,
          contentRange,
          body,
        ]);
      }
      const head = await fetch(`${url}/zarr.json`, { method: "HEAD" });
      expect([head.status, head.headers.get("content-length")]).toEqual([200, `${size}`]);
      for (const path of ["/nothing", "/0/c/99/99", "/0/c/0/0/0/0/0/0/0", "/%2e%2e/zarr.json", ""]) {
        expect([path, (await fetch(`${url}${path}`)).status]).toEqual([path, 404]);
        expect((await fetch(`${url}${path}`, { method: "HEAD" })).status).toBe(404);
      }
      expect((await fetch(`${viewer}nobody.zarr/zarr.json`)).status).toBe(404);
      expect((await fetch(`${url}/%ff`)).status).toBe(400);
      expect((await fetch(url, { method: "PUT", body: "" })).status).toBe(405);
      const preflight = await fetch(`${url}/zarr.json`, { method: "OPTIONS" });
      expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([
        204,
        "GET, HEAD, OPTIONS",
      ]);
    });
  });

  it("tells of chunks that cannot be read, and goes on", async () => {
    const damaged = await tiny("damaged.tif", { damaged: [0] });
    await whileServing([damaged], async ({ sources: [url = ""], err }) => {
      const { shape } = await (await fetch(`${url}/0/zarr.json`)).json();
      const chunk = `${url}/0/c/${shape.map(() => 0).join("/")}`;
      const answer = await fetch(chunk.replace("damaged.zarr", "plain/damaged.zarr"));
      expect([answer.status, await answer.text()]).toEqual([
        501,
        expect.stringMatching(/^Cannot read chunk/),
      ]);
      expect(err()).toMatch(/^GET \/plain\/damaged.zarr\/0\/c.*: Cannot read chunk/m);
      expect((await fetch(`${url}/zarr.json`)).status).toBe(200);
    });
  });

  it("survives clients that leave", async () => {
    await whileServing([await tiny()], async ({ sources: [url = ""], err }) => {
      for (let i = 0; i < 20; i += 1) {
        const call = request(`${url}/0/zarr.json`).on("error", () => {});
        call.end(() => call.destroy());
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect((await fetch(`${url}/zarr.json`)).status).toBe(200);
      expect(err()).not.toContain("GET");
    });
  });

  it("says what is wrong with a port", async () => {
    for (const port of ["http", "-1", "65536", "1.5"]) {
      const { exitCode, err } = await runOn(recordTerminal(), "serve", `--port=${port}`, await tiny());
      expect([exitCode, err]).toEqual([2, expect.stringContaining(`Port "${port}"`)]);
    }
    await whileServing([await tiny()], async ({ viewer }) => {
      const { port } = new URL(viewer);
      const { exitCode, err } = await runOn(recordTerminal(), "serve", "--port", port, await tiny());
      expect([exitCode, err]).toEqual([1, expect.stringContaining(`Cannot listen on port ${port}`)]);
    });
  });

  it("fails for a source that is not there", async () => {
    const { exitCode, err } = await runOn(recordTerminal(), "serve", "--port", "0", "/nowhere.tif");
    expect([exitCode, err]).toEqual([1, expect.stringContaining("there is no such file")]);
  });
});
