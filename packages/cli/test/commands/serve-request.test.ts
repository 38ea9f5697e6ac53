import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { CallOptions, ReadableStore } from "@chunkwright/core";
import { afterEach, describe, expect, it } from "vitest";
import { answerRequest } from "../../src/commands/serve-request.ts";
import { type RecordedTerminal, recordTerminal } from "../run-command.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server of one source, "a", that answers `get` so. */
async function serverOf(
  get: (key: string, options?: CallOptions) => Promise<Uint8Array<ArrayBuffer> | undefined>,
): Promise<{ url: string; terminal: RecordedTerminal }> {
  const store: ReadableStore = {
    get,
    getRange: (key, _range, options) => get(key, options),
    size: async () => 3,
  };
  const terminal = recordTerminal();
  const source = { name: "a", store, plainStore: store, images: [] };
  const server = createServer(
    (message, response) => void answerRequest(message, response, [source], terminal),
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, terminal };
}

describe("answerRequest()", () => {
  it("aborts what a client who has left was waiting for, and says nothing of it", async () => {
    let aborted = (_reason: unknown): void => {};
    const wasAborted = new Promise((resolve) => {
      aborted = resolve;
    });
    const { url, terminal } = await serverOf(
      (_key, options) =>
        new Promise((_, reject) => {
          call.destroy();
          options?.signal?.addEventListener("abort", () => {
            reject(options.signal?.reason);
            aborted(true);
          });
        }),
    );
    const call = request(`${url}a/c/0`).on("error", () => {});
    call.end();
    expect(await wasAborted).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(terminal.printed.err).toBe("");
  });

  it("answers what should not happen with 500, and tells it", async () => {
    const { url, terminal } = await serverOf(async () => {
      throw new Error("a stone");
    });
    const answer = await fetch(`${url}a/c/0`);
    expect([answer.status, await answer.text()]).toEqual([500, "a stone"]);
    expect(terminal.printed.err).toBe("GET /a/c/0: a stone\n");
  });

  it("asks for the size alone where the method is HEAD", async () => {
    const { url } = await serverOf(async () => {
      throw new Error("not to be read");
    });
    const answer = await fetch(`${url}a/c/0`, { method: "HEAD" });
    expect([answer.status, answer.headers.get("content-length")]).toEqual([200, "3"]);
  });

  it("decodes keys, and takes no query for part of them", async () => {
    const keys: string[] = [];
    const { url } = await serverOf(async (key) => {
      keys.push(key);
      return undefined;
    });
    for (const path of ["a/b%20c/zarr.json?now", "plain/a/c/0", "a", "a/"]) await fetch(url + path);
    expect(keys).toEqual(["b c/zarr.json", "c/0", "", ""]);
  });
});
