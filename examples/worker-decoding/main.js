/**
 * Reads a whole Zarr array over HTTP, in workers or in this thread, while a dot moves across a canvas: what matters is
 * how many frames a second there are, and how long the page stands still.
 */

import { inThreadCoder } from "@chunkwright/codecs";
import { readRegion } from "@chunkwright/core";
import { httpStore } from "@chunkwright/stores/http";
import { createWorkerPool } from "@chunkwright/workers";
import { openZarr } from "@chunkwright/zarr";
import { watchFrames } from "./frames.js";

/** Vite finds the workers by itself; the bundle of esbuild is told where they are (`define` in bundle-esbuild.mjs). */
const workerUrl = typeof WORKER_URL === "string" ? new URL(WORKER_URL, import.meta.url) : undefined;
const pool = createWorkerPool(workerUrl && { createWorker: () => new Worker(workerUrl, { type: "module" }) });

const form = document.querySelector("form");
const output = document.querySelector("output");
const frames = watchFrames(document.querySelector("canvas"));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { url, where } = Object.fromEntries(new FormData(form, event.submitter));
  output.textContent += `\n${where}: `;
  try {
    output.textContent += await measure(
      new URL(url, location.href).href,
      where === "workers" ? pool : inThreadCoder,
    );
  } catch (error) {
    output.textContent += error.message;
  }
});

async function measure(url, coder) {
  const array = await openZarr(httpStore(url), "", { coder });
  if (array?.kind !== "array") throw new Error(`There is no Zarr array at ${url}`);
  const { shape } = array.info;
  const started = performance.now();
  const { perSecond, longest, result } = await frames.during(() =>
    readRegion(array, { start: shape.map(() => 0), shape }, { shared: globalThis.crossOriginIsolated }),
  );
  const seconds = (performance.now() - started) / 1000;
  const megabytes = result.data.byteLength / 1e6;
  const memory = result.data.buffer instanceof ArrayBuffer ? "transferred" : "shared memory";
  const threads = coder === pool ? `${pool.stats.workers} workers, ${memory}` : "no workers";
  return (
    `${megabytes.toFixed(1)} MB in ${seconds.toFixed(2)} s, ${threads}; ` +
    `${perSecond.toFixed(0)} frames a second, the longest took ${longest.toFixed(0)} ms; mean ${mean(result.data)}`
  );
}

function mean(elements) {
  let sum = 0;
  for (const element of elements) sum += Number(element);
  return Number((sum / elements.length).toPrecision(6));
}
