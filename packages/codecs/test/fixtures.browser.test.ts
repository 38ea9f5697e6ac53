/// <reference types="vite/client" />
import { inThreadCoder } from "@chunkwright/codecs";
import type { EncodedChunk, Json } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { decodesOnly } from "./decodes-only.ts";
import { decodedBytes, elementBytes, fromBase64 } from "./element-bytes.ts";

interface Fixture extends Omit<EncodedChunk, "bytes"> {
  readonly encoded: string;
  readonly decoded: string | readonly Json[];
}

const fixtures = import.meta.glob<string>("./fixtures/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

test("pages are isolated, so that memory can be shared", () => {
  expect(globalThis.crossOriginIsolated).toBe(true);
});

describe.each(Object.entries(fixtures))("%s in a browser", (_file, text) => {
  const { encoded, decoded, ...rest }: Fixture = JSON.parse(text);

  test("decodes to the elements of the reference implementation", async () => {
    const chunk = await inThreadCoder.decode({ ...rest, bytes: fromBase64(encoded) });
    expect(elementBytes(chunk)).toEqual(decodedBytes(decoded));
  });

  test.skipIf(decodesOnly(rest.codecs))("round-trips through our own encoder", async () => {
    const chunk = await inThreadCoder.decode({ ...rest, bytes: fromBase64(encoded) });
    const again = await inThreadCoder.decode(await inThreadCoder.encode(chunk, rest.codecs));
    expect(elementBytes(again)).toEqual(decodedBytes(decoded));
  });
});
