import { expect, test, vi } from "vitest";
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

test("parseHttpUrl() takes relative URLs for those of the page, where there is one", () => {
  expect(() => parseHttpUrl("data/a.zarr")).toThrow("Cannot read data/a.zarr over HTTP: it is not a URL");
  vi.stubGlobal("location", { href: "https://host/viewer/index.html?x=1" });
  try {
    expect(parseHttpUrl("data/a.zarr").href).toBe("https://host/viewer/data/a.zarr");
    expect(parseHttpUrl("/a.zarr").href).toBe("https://host/a.zarr");
    expect(parseHttpUrl("http://other/b").href).toBe("http://other/b");
  } finally {
    vi.unstubAllGlobals();
  }
});
