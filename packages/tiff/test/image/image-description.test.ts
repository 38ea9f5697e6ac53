import { fileOfBytes } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { type Ifd, openTiff } from "../../src/index.ts";
import { type Field, imageFields, LONG, SHORT, tiffBytes, without } from "../tiff-bytes.ts";

const RATIONAL = 5;
const text = (value: string) => [...new TextEncoder().encode(value), 0];

/** Each is like the first but for a field or two; many are twice in a row. */
const CHANGES: readonly (readonly Field[])[] = [
  [],
  [],
  [[256, LONG, [2]]],
  [[256, SHORT, [3]]],
  [[258, SHORT, [16]]],
  [
    [277, SHORT, [3]],
    [258, SHORT, [8, 8, 8]],
  ],
  [
    [277, SHORT, [3]],
    [258, SHORT, [8, 8, 8]],
  ],
  [
    [277, SHORT, [3]],
    [258, SHORT, [16, 16, 16]],
  ],
  [[270, 2, text("the first of two descriptions")]],
  [[270, 2, text("the first of two descriptions")]],
  [[270, 2, text("the other of two descriptions")]],
  [[270, 2, text("one of another length")]],
  [[270, SHORT, [65, 66, 67]]],
  [[306, 2, text("2024:01:01 00:00:00")]],
  [[306, 2, text("2024:01:01 00:00:01")]],
  [
    [305, 2, text("abc")],
    [270, 2, text("a")],
  ],
  [
    [305, 2, text("abd")],
    [270, 2, text("b")],
  ],
  [[282, RATIONAL, { count: 1, offset: 8 }]],
  [[282, RATIONAL, { count: 1, offset: 16 }]],
  [[282, RATIONAL, { count: 1, offset: 100_000 }]],
  [[42113, 2, text("-9999")]],
  [[42113, 2, text("-9998")]],
  [[33550, 12, [1, 1, 0]]],
  [[33550, 12, [2, 1, 0]]],
  [[34665, LONG, [100_000]]],
  [[330, LONG, [100_000]]],
  [[330, LONG, [100_001]]],
  [[273, LONG, [9]]],
  [[51123, 2, text("what only Micro-Manager knows")]],
];

const DATA = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0];
const bytes = tiffBytes({ data: DATA, ifds: CHANGES.map((changes) => imageFields(3, 2, changes)) });

/** All that it says, and where its pixels are. */
async function contents(ifd: Ifd): Promise<unknown> {
  const source = ifd.source();
  const first = source.info.shape.map(() => 0);
  const { path: _, offset: __, ...fields } = JSON.parse(JSON.stringify(ifd));
  return { ...fields, info: source.info, location: await source.locateChunk(first) };
}

describe("IFDs that are like others", () => {
  test("say what they say when they are opened alone", async () => {
    const together = await openTiff(fileOfBytes(bytes));
    let n = 0;
    for await (const ifd of together.ifds()) {
      const alone = await (await openTiff(fileOfBytes(bytes))).ifd(n);
      expect(await contents(ifd), JSON.stringify(CHANGES[n])).toEqual(await contents(alone));
      n += 1;
    }
    expect(n).toBe(CHANGES.length);
  });

  test("say so in whatever order they are opened", async () => {
    const together = await openTiff(fileOfBytes(bytes));
    for (let i = 0; i < 4 * CHANGES.length; i += 1) {
      const n = (i * 7) % CHANGES.length;
      const alone = await (await openTiff(fileOfBytes(bytes))).ifd(n);
      expect(await contents(await together.ifd(n))).toEqual(await contents(alone));
    }
  });

  test("are errors for themselves alone", async () => {
    const good = imageFields(3, 2);
    const bad = imageFields(3, 2, [[256, 11, [1.5]]]);
    const file = await openTiff(fileOfBytes(tiffBytes({ data: DATA, ifds: [good, bad, bad, good] })));
    const found: string[] = [];
    for await (const array of file.arrays()) found.push("error" in array ? array.error.code : array.path);
    expect(found).toEqual(["ifd/0", "invalid-data", "invalid-data", "ifd/3"]);
  });

  test("need not have the same fields", async () => {
    const ifds = [
      imageFields(3, 2),
      without(imageFields(3, 2), 262),
      imageFields(3, 2),
      [],
      imageFields(3, 2),
    ];
    const file = await openTiff(fileOfBytes(tiffBytes({ data: DATA, ifds })));
    const found: unknown[] = [];
    for await (const { photometric, width, tags } of file.ifds())
      found.push([photometric, width, tags.length]);
    expect(found).toEqual([
      [1, 3, 8],
      [undefined, 3, 7],
      [1, 3, 8],
      [undefined, undefined, 0],
      [1, 3, 8],
    ]);
  });
});

test("ifds() stops between IFDs that are in memory, too, when it is aborted", async () => {
  const file = await openTiff(fileOfBytes(bytes));
  const controller = new AbortController();
  let opened = 0;
  const walk = async () => {
    for await (const _ of file.ifds({ signal: controller.signal })) {
      opened += 1;
      if (opened === 5) controller.abort("enough");
    }
  };
  await expect(walk()).rejects.toBe("enough");
  expect(opened).toBe(5);
});
