export * from "./zstd-encode";
