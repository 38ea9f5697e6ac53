export * from "./blosc-zstd-encode";
