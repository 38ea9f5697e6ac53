import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { bundleWorker } from "./worker-bundle.ts";

const program = await bundleWorker("idle-program.ts");
const script = await bundleWorker("unruly-worker-node.ts");

test.each(["done", "aborted"])("a process ends by itself when its pool's work is %s", async (ending) => {
  const child = spawn(process.execPath, [fileURLToPath(program), script.href, ending], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: 10_000,
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const [code, signal] = await once(child, "close");
  expect({ code, signal, output }).toEqual({ code: 0, signal: null, output: `${ending}\n` });
});
