import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type S3Server, type S3ServerOptions, s3Server } from "@chunkwright/testkit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { writeTinyTiff } from "../tiny-tiff.ts";

const KEYS = { accessKeyId: "AKID", secretAccessKey: "secret", region: "eu-north-1" };

let directory: string;
let source: string;
let server: S3Server;
beforeEach(async () => {
  directory = await temporaryDirectory();
  source = await writeTinyTiff(directory, "a.tif");
  await serve({ keys: KEYS });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

async function serve(options: S3ServerOptions): Promise<void> {
  await server?.close();
  server = await s3Server(new Map(), options);
  vi.stubEnv("AWS_ENDPOINT_URL", server.endpoint);
  vi.stubEnv("AWS_REGION", KEYS.region);
  vi.stubEnv("AWS_ACCESS_KEY_ID", KEYS.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", KEYS.secretAccessKey);
}

describe("chunkwright and a bucket", () => {
  it("converts into it, from it, and verifies", async () => {
    const there = "s3://bucket/data/a.zarr";
    expect(await runCommand("convert", source, there, "--levels", "2")).toMatchObject({ exitCode: 0 });
    expect([...server.objects.keys()]).toContain("data/a.zarr/zarr.json");
    expect(await runCommand("verify", source, there)).toMatchObject({ exitCode: 0 });
    const back = join(directory, "back.ozx");
    expect(await runCommand("convert", `${there}/`, back)).toMatchObject({ exitCode: 0 });
    expect(await runCommand("verify", there, back)).toMatchObject({ exitCode: 0 });
    expect([...server.objects.keys()].at(-1)).toBe("data/a.zarr/zarr.json");
  });

  it.each([
    ["a.ome.tiff", "--levels", "1"],
    ["a.ome.tiff", "--levels", "2"],
    ["a.ome.tiff", "--compression", "none"],
    ["a.h5", "--levels", "2"],
    ["a.ims"],
    ["a.ozx"],
    ["a.zarr.zip", "--levels", "2"],
  ])("makes %s in it, whole (%s %s)", async (name, ...options) => {
    const there = `s3://bucket/files/${name}`;
    expect(await runCommand("convert", source, there, ...options)).toMatchObject({ exitCode: 0 });
    expect([...server.objects.keys()]).toEqual([`files/${name}`]);
    expect(await runCommand("verify", source, there)).toMatchObject({ exitCode: 0 });
    expect((await runCommand("convert", source, there)).err).toContain("exists (--overwrite replaces it)");
    expect(await runCommand("convert", source, there, "--overwrite")).toMatchObject({ exitCode: 0 });
    expect(await runCommand("verify", source, there)).toMatchObject({ exitCode: 0 });
  });

  it("makes ImageJ hyperstacks in it", async () => {
    const there = "s3://bucket/a.tif";
    expect(await runCommand("convert", source, there, "-f", "imagej")).toMatchObject({ exitCode: 0 });
    expect(await runCommand("verify", source, there)).toMatchObject({ exitCode: 0 });
  });

  it("uploads TIFF in parts while it is written", async () => {
    const large = await writeTinyTiff(directory, "large.tif", { width: 3000, height: 3100 });
    const there = "s3://bucket/large.ome.tif";
    const options = ["--levels", "1", "--compression", "packbits"];
    expect(await runCommand("convert", large, there, ...options)).toMatchObject({ exitCode: 0 });
    const parts = server.requests.map(({ query }) => query.get("partNumber")).filter(Boolean);
    expect(parts.sort()).toEqual(["1", "2"]);
    expect(server.openUploads.size).toBe(0);
    expect(await runCommand("verify", large, there)).toMatchObject({ exitCode: 0 });
  });

  it("leaves no part behind when it fails, and what was there as it was", async () => {
    const damaged = await writeTinyTiff(directory, "large.tif", {
      width: 3000,
      height: 8000,
      damaged: [990],
    });
    server.objects.set("b.ome.tif", Uint8Array.of(1));
    const there = ["s3://bucket/b.ome.tif", "--overwrite"];
    const options = ["--levels", "1", "--compression", "packbits"];
    expect((await runCommand("convert", damaged, ...there, ...options)).exitCode).toBe(1);
    expect(server.requests.some(({ query }) => query.has("partNumber"))).toBe(true);
    expect(server.openUploads.size).toBe(0);
    expect(server.objects.get("b.ome.tif")).toEqual(Uint8Array.of(1));
  });

  it("reads files in it", async () => {
    server.objects.set("x/a.tif", new Uint8Array(await readFile(source)));
    const { out } = await runCommand("digest", "--json", "s3://bucket/x/a.tif", source);
    const [there, here] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).sha256);
    expect(there).toBe(here);
    expect((await runCommand("info", "s3://bucket/x/none.tif")).err).toContain(
      "Cannot open s3://bucket/x/none.tif: there is neither an object nor a hierarchy",
    );
  });

  it("does not overwrite unless told, and then leaves nothing of the old", async () => {
    const there = "s3://bucket/a.zarr";
    expect(await runCommand("convert", source, there)).toMatchObject({ exitCode: 0 });
    expect((await runCommand("convert", source, there)).err).toContain(
      "Cannot write s3://bucket/a.zarr: it exists (--overwrite replaces it)",
    );
    server.objects.set("a.zarr/old/c/0", Uint8Array.of(1));
    expect(await runCommand("convert", source, there, "--overwrite")).toMatchObject({ exitCode: 0 });
    expect(server.objects.has("a.zarr/old/c/0")).toBe(false);
  });

  it("does not overwrite what is not Zarr, nor the source", async () => {
    server.objects.set("photos/a.jpg", Uint8Array.of(1));
    expect(
      (await runCommand("convert", source, "s3://bucket/photos", "-f", "zarr", "--overwrite")).err,
    ).toContain("Cannot overwrite s3://bucket/photos: it is not a Zarr or N5 hierarchy");
    await runCommand("convert", source, "s3://bucket/a.zarr");
    expect(
      (await runCommand("convert", "s3://bucket/a.zarr", "s3://bucket/a.zarr/b.zarr", "--overwrite")).err,
    ).toContain("it lies inside the source");
  });

  it("removes what it has written when it fails", async () => {
    const broken = await writeTinyTiff(directory, "broken.tif", { damaged: [3] });
    const { exitCode } = await runCommand("convert", broken, "s3://bucket/b.zarr", "--chunk", "8,40");
    expect(exitCode).toBe(1);
    expect(server.objects.size).toBe(0);
  });

  it("tells what is wrong with the credentials", async () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "wrong");
    expect((await runCommand("convert", source, "s3://bucket/a.zarr")).err).toContain(
      "SignatureDoesNotMatch",
    );
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "");
    expect(await runCommand("convert", source, "s3://bucket/a.zarr")).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining("Set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither"),
    });
  });
});
