export * from "./lz4hc-encode";
