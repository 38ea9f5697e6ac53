/**
 * URLs of stores and of the keys in them.
 *
 * @module
 */

/**
 * Relative URLs are those of the page, as `fetch` has it. Throws `TypeError` unless `url` is http or https and without a
 * user name, which `fetch` refuses.
 */
export function parseHttpUrl(url: string | URL): URL {
  const page = typeof document === "undefined" ? globalThis.location?.href : document.baseURI;
  if (!URL.canParse(url, page)) throw new TypeError(`Cannot read ${url} over HTTP: it is no URL`);
  const parsed = new URL(url, page);
  if (parsed.protocol !== "http:" && parsed.protocol !== "https:") {
    throw new TypeError(`Cannot read ${parsed.protocol} over HTTP`);
  }
  if (parsed.username || parsed.password) {
    throw new TypeError(
      `Cannot read ${urlName(parsed)}: give the password in an Authorization header instead`,
    );
  }
  parsed.hash = "";
  return parsed;
}

/** The URL of `key` below `base`. The query stays: it may carry a signature. */
export function keyUrl(base: URL, key: string): URL {
  const url = new URL(base);
  const path = key.split("/").map(encodeURIComponent).join("/");
  url.pathname = `${base.pathname.replace(/\/+$/, "")}/${path}`;
  return url;
}

/** What errors call a URL: without user name and query, which may be secret. */
export function urlName({ origin, pathname }: URL): string {
  return origin + pathname;
}
