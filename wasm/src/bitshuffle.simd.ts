export * from "./bitshuffle";
