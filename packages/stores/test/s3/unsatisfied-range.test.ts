import { describe, expect, test } from "vitest";
import { withUnsatisfiedRange } from "../../src/s3/unsatisfied-range.ts";

async function sizeTold(body: string, range: string, headers: Record<string, string> = {}) {
  const fetch = withUnsatisfiedRange(async () => new Response(body, { status: 416, headers }));
  const response = await fetch("http://host/key", { headers: { range } });
  expect([response.status, await response.text()]).toEqual([416, body]);
  return response.headers.get("content-range");
}

describe("withUnsatisfiedRange()", () => {
  test("takes the size from the error", async () => {
    const error = "<Error><Code>InvalidRange</Code><ActualObjectSize>12</ActualObjectSize></Error>";
    expect(await sizeTold(error, "bytes=20-29")).toBe("bytes */12");
  });

  test("infers an empty object from a range of its first or last bytes", async () => {
    expect(await sizeTold("", "bytes=0-9")).toBe("bytes */0");
    expect(await sizeTold("", "bytes=-9")).toBe("bytes */0");
    expect(await sizeTold("", "bytes=1-9")).toBe(null);
  });

  test("leaves a Content-Range that the server sent", async () => {
    expect(await sizeTold("", "bytes=0-9", { "content-range": "bytes */7" })).toBe("bytes */7");
  });
});
