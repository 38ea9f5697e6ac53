export * from "./blosc-decode";
