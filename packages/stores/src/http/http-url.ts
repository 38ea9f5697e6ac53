/**
 * URLs of stores and of the keys in them.
 *
 * @module
 */

/**
 * `url` resolved against the page, as `fetch` does. Throws `TypeError` unless it is http or https and has no user name
 * or password, which `fetch` refuses.
 */
export function parseHttpUrl(url: string | URL): URL {
  const page = typeof document === "undefined" ? globalThis.location?.href : document.baseURI;
  if (!URL.canParse(url, page)) throw new TypeError(`Cannot read ${url} over HTTP: it is not a URL`);
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

/** The URL of `key` below `base`. The query is kept: it may carry a signature. */
export function keyUrl(base: URL, key: string): URL {
  const url = new URL(base);
  const path = key.split("/").map(encodeURIComponent).join("/");
  url.pathname = `${base.pathname.replace(/\/+$/, "")}/${path}`;
  return url;
}

/** A URL for error messages: without user name and query, which may be secret. */
export function urlName({ origin, pathname }: URL): string {
  return origin + pathname;
}
