import { openBlob } from "@chunkwright/stores/blob";
import { openHttpFile } from "@chunkwright/stores/http";
import { createS3File, s3Store } from "@chunkwright/stores/s3";
import { openZip } from "@chunkwright/stores/zip";
import { expect, test } from "vitest";

const FIXTURE = new URL("/packages/stores/test/fixtures/zip/deflated.zip", location.href).href;

test("a page reads deflated entries over HTTP and of a picked file", async () => {
  const blob = await (await fetch(FIXTURE)).blob();
  for (const file of [await openHttpFile(FIXTURE), openBlob(new File([blob], "deflated.zip"))]) {
    const store = await openZip(file);
    expect(await store.get("a/e")).toEqual(new Uint8Array(1000).fill("x".charCodeAt(0)));
    expect((await store.getRange("a/b/c", { offset: 255, length: 3 }))?.join()).toBe("255,0,1");
  }
});

test("a page signs its requests", async () => {
  const sent: Headers[] = [];
  const fetch = async (_: string, init: RequestInit) => {
    sent.push(new Headers(init.headers));
    return new Response(null, { status: 200, headers: { etag: '"1"' } });
  };
  const credentials = { accessKeyId: "id", secretAccessKey: "secret" };
  await s3Store({ bucket: "data", credentials, fetch }).set("a", new Uint8Array(3));
  const file = createS3File({ bucket: "data", key: "b", credentials, fetch });
  await file.write(0, new Uint8Array(3));
  await file.close();
  expect(sent.length).toBe(2);
  for (const headers of sent) {
    expect(headers.get("authorization")).toMatch(
      /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/us-east-1\/s3\/aws4_request, /,
    );
    expect(headers.get("x-amz-content-sha256")).toMatch(/^[0-9a-f]{64}$/);
  }
});
