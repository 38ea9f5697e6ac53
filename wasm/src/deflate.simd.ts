export * from "./deflate";
