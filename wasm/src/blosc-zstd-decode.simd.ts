export * from "./blosc-zstd-decode";
