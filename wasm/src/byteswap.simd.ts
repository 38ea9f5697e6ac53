export * from "./byteswap";
