export * from "./zstd-decode";
