import { fileOfBytes } from "@chunkwright/core";
import { collect } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { fixture, openFixture } from "./fixtures.ts";

describe.each(["links-earliest", "links-v18", "links-v110", "links-v200"])("%s", (name) => {
  test("list() names what hard links hold, but no way back up", async () => {
    const { root } = await openFixture(name);
    expect(await collect(root.list())).toEqual(["group", "hard", "type", "typed"]);
    const group = await root.open("group");
    expect(group?.kind === "group" && (await collect(group.list()))).toEqual(["data"]);
  });

  test("open() follows hard and soft links, from the root and from groups", async () => {
    const { root } = await openFixture(name);
    for (const path of ["hard", "soft", "relative", "/group/data", "group/up/soft", "./group//data"]) {
      expect(await root.open(path), path).toMatchObject({ kind: "array", info: { shape: [3] } });
    }
    expect(await root.open("")).toMatchObject({ kind: "group", path: "/" });
  });

  test("open() finds nothing at dangling links, below datasets and in committed datatypes", async () => {
    const { root } = await openFixture(name);
    for (const path of ["dangling", "nothing", "hard/below", "type"]) {
      expect(await root.open(path), path).toBeUndefined();
    }
  });

  test("open() rejects links that lead in a circle", async () => {
    const { root } = await openFixture(name);
    await expect(root.open("loop_a")).rejects.toThrow("links lead to links");
  });

  test("datasets of a committed datatype are read", async () => {
    const { root } = await openFixture(name);
    expect(await root.open("typed")).toMatchObject({ info: { dataType: "int32" } });
  });

  test("external links are followed where that is allowed", async () => {
    const closed = await openFixture(name);
    await expect(closed.root.open("external")).rejects.toMatchObject({ code: "unsupported" });
    const asked: string[] = [];
    const open = await openFixture(name, {
      openSibling: async (fileName) => {
        asked.push(fileName);
        return fileOfBytes(fixture("dense-attributes"));
      },
    });
    expect(await open.root.open("external")).toMatchObject({ kind: "array", info: { dataType: "int8" } });
    expect(asked).toEqual(["other.h5"]);
  });

  test("links() tells what each link is", async () => {
    const { root } = await openFixture(name);
    const links = new Map((await root.links()).map((link) => [link.name, link]));
    expect(links.get("soft")).toEqual({ kind: "soft", name: "soft", path: "/group/data" });
    expect(links.get("external")).toMatchObject({ kind: "external", file: "other.h5", path: "/data" });
  });
});
