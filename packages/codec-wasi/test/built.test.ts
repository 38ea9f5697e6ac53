/** The package as it is published, where it has been built: there its own worker starts in Node. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const built = ["codec-wasi", "codecs", "core"].map(
  (name) => new URL(`../../${name}/dist/index.js`, import.meta.url),
);

const PROGRAM = `
  import { readFileSync } from "node:fs";
  import { openWasiCodec } from "@chunkwright/codec-wasi";
  const { wasm } = JSON.parse(readFileSync("test/fixtures/rle.json", "utf8"));
  const { codec } = openWasiCodec({ name: "example.rle", module: new Uint8Array(Buffer.from(wasm, "base64")) });
  const spec = { minByteLength: 3, maxByteLength: 3, elementSize: 1 };
  console.log(...(await codec.bind({}, spec).decode(Uint8Array.of(2, 5, 1, 6))));
`;

test.skipIf(!built.every((file) => existsSync(file)))(
  "the built package starts its own worker, which does not keep Node from ending",
  async () => {
    const cwd = fileURLToPath(new URL("..", import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", PROGRAM],
      { cwd, timeout: 15_000 },
    );
    expect(stdout).toBe("5 5 6\n");
  },
);
