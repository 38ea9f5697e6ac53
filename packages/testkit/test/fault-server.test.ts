import { faultServer } from "@chunkwright/testkit";
import { expect, test } from "vitest";

test("faultServer() answers ranges as RFC 9110 §14 has it, and counts", async () => {
  const server = await faultServer(new Map([["a/b", Uint8Array.of(0, 1, 2, 3, 4)]]));
  const ask = async (range: string | undefined) => {
    const response = await fetch(`${server.url}/a/b`, { headers: range === undefined ? {} : { range } });
    return [
      response.status,
      response.headers.get("content-range"),
      [...new Uint8Array(await response.arrayBuffer())],
    ];
  };
  expect(await ask(undefined)).toEqual([200, null, [0, 1, 2, 3, 4]]);
  expect(await ask("bytes=1-2")).toEqual([206, "bytes 1-2/5", [1, 2]]);
  expect(await ask("bytes=3-9")).toEqual([206, "bytes 3-4/5", [3, 4]]);
  expect(await ask("bytes=4-")).toEqual([206, "bytes 4-4/5", [4]]);
  expect(await ask("bytes=-2")).toEqual([206, "bytes 3-4/5", [3, 4]]);
  expect(await ask("bytes=-9")).toEqual([206, "bytes 0-4/5", [0, 1, 2, 3, 4]]);
  expect(await ask("bytes=5-6")).toEqual([416, "bytes */5", []]);
  expect((await fetch(`${server.url}/c`)).status).toBe(404);
  expect(server.requests.length).toBe(8);
  expect(server.requests[1]).toMatchObject({ index: 1, key: "a/b", range: "bytes=1-2" });
  await server.close();
});
