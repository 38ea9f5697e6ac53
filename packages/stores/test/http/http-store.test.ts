import { httpStore } from "@chunkwright/stores/http";
import { faultServer, testStore } from "@chunkwright/testkit";

testStore("httpStore()", async (entries) => {
  const server = await faultServer(entries);
  return { store: httpStore(server.url), dispose: () => server.close() };
});
