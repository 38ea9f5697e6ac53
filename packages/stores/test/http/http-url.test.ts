import { expect, test } from "vitest";
import { keyUrl, parseHttpUrl, urlName } from "../../src/http/http-url.ts";

test("keyUrl() stays below the base, whatever the key looks like", () => {
  const base = parseHttpUrl("https://host/a/b.zarr/?t=1");
  for (const key of ["%2e%2e/x", "http://other/x", "?q", "#f", "a:b", "...", "@x"]) {
    const url = keyUrl(base, key);
    expect(url.origin).toBe("https://host");
    expect(url.pathname.startsWith("/a/b.zarr/")).toBe(true);
    expect(url.search).toBe("?t=1");
    expect(decodeURIComponent(url.pathname.slice("/a/b.zarr/".length))).toBe(key);
  }
});

test("keyUrl() works at the root of a host", () => {
  expect(keyUrl(parseHttpUrl("http://host"), "zarr.json").href).toBe("http://host/zarr.json");
});

test("urlName() hides the query", () => {
  expect(urlName(parseHttpUrl("https://host/f?sig=secret"))).toBe("https://host/f");
});
