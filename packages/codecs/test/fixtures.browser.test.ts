/// <reference types="vite/client" />
import { inThreadCoder } from "@chunkwright/codecs";
import { bytesOf, type EncodedChunk } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { decodesOnly } from "./decodes-only.ts";

interface Fixture extends Omit<EncodedChunk, "bytes"> {
  readonly encoded: string;
  readonly decoded: string;
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

  test("decodes to what the reference implementation says", async () => {
    const chunk = await inThreadCoder.decode({ ...rest, bytes: fromBase64(encoded) });
    expect(bytesOf(chunk.data)).toEqual(fromBase64(decoded));
  });

  test.skipIf(decodesOnly(rest.codecs))("comes back from our own encoder", async () => {
    const chunk = await inThreadCoder.decode({ ...rest, bytes: fromBase64(encoded) });
    const again = await inThreadCoder.decode(await inThreadCoder.encode(chunk, rest.codecs));
    expect(bytesOf(again.data)).toEqual(fromBase64(decoded));
  });
});

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
