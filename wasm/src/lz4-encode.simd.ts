export * from "./lz4-encode";
