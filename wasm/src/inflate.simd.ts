export * from "./inflate";
