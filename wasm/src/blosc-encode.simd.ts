export * from "./blosc-encode";
