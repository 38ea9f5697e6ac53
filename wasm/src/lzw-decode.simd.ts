export * from "./lzw-decode";
