/** The page of `chunkwright serve` in Chromium. CHUNKWRIGHT_CHROMIUM names the browser if it is not where Debian has it. */

import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { omeFixture } from "../fixtures.ts";
import { whileServing } from "../serving.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { writeTinyTiff } from "../tiny-tiff.ts";

const CHROMIUM = process.env.CHUNKWRIGHT_CHROMIUM ?? "/usr/bin/chromium";
const reason = existsSync(CHROMIUM) ? "" : `: there is no ${CHROMIUM}`;
let browser: Browser;

describe.skipIf(reason !== "")(`the page of serve in Chromium${reason}`, () => {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  it("draws a plane, and another level, image and contrast", { timeout: 60_000 }, async () => {
    const tiny = await writeTinyTiff(await temporaryDirectory(), "tiny.tif", { width: 5, height: 3 });
    await whileServing(
      [tiny, omeFixture("ome-pyramid.tif"), omeFixture("ome-series.tif")],
      async ({ viewer, err }) => {
        const page = await browser.newPage();
        const complaints: string[] = [];
        page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(String(error)));
        await page.goto(viewer);
        const output = page.locator("output");
        await output.filter({ hasText: "values 0 to 14" }).waitFor();
        expect(await size(page)).toEqual([5, 3]);
        const [first = -1, ...others] = await greys(page);
        expect([first, others.every((grey, i) => grey >= (others[i - 1] ?? 0))]).toEqual([0, true]);
        await page.locator("[name=black]").fill("0.5");
        expect((await greys(page)).filter((grey) => grey === 0)).toHaveLength(8);

        const image = page.locator("[name=image]");
        expect(await image.locator("option").allTextContents()).toEqual([
          "tiny.zarr",
          "ome-pyramid.zarr",
          "ome-series.zarr/0",
          "ome-series.zarr/1",
        ]);
        await image.selectOption("ome-pyramid.zarr");
        await page.locator("[name=level] option").nth(1).waitFor({ state: "attached" });
        await page.locator("[name=level]").selectOption("1");
        const label = await page.locator("[name=level] option").nth(1).textContent();
        const [, width, height] = /(\d+) x (\d+)$/.exec(label ?? "") ?? [];
        await expect.poll(() => size(page)).toEqual([Number(width), Number(height)]);
        expect([complaints, err()]).toEqual([[], expect.not.stringContaining("GET")]);
        await page.close();
      },
    );
  });
});

function size(page: Page): Promise<number[]> {
  return page.locator("canvas").evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
}

/** The red of each pixel, row by row. */
function greys(page: Page): Promise<number[]> {
  return page.locator("canvas").evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return [...pixels].filter((_, i) => i % 4 === 0);
  });
}
