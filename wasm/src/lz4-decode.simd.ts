export * from "./lz4-decode";
