import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runCommand } from "./run-command.ts";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const COMMANDS = ["info", "convert", "verify", "digest", "thumbnail", "serve", "upgrade", "validate"];

it("knows of every command", async () => {
  const { out } = await runCommand("--help");
  const commands = [...out.matchAll(/^ {2}([a-z]+) \[/gm)].map(([, name]) => name);
  expect(commands.filter((name) => name !== "help")).toEqual(COMMANDS);
});

it.each(COMMANDS)("has every option of %s in the README, and no others", async (command) => {
  const { out } = await runCommand(command, "--help");
  const options = [...out.matchAll(/^ {2}(?:-[a-zA-Z], )?(--[a-z-]+)/gm)].map(([, name]) => name);
  const [, synopsis = ""] =
    new RegExp(`^(chunkwright ${command} .*\\n(?: {4}.*\\n)*)`, "m").exec(README) ?? [];
  const told = new Set([...synopsis.matchAll(/--[a-z-]+/g)].map(([name]) => name));
  expect([...told].sort()).toEqual(options.filter((name) => name !== "--help").sort());
});

it("names the formats that can be written", async () => {
  const { out } = await runCommand("convert", "--help");
  const [, names = ""] = /name does not tell:\s+([^(]*?)\n {2}-/s.exec(out) ?? [];
  const formats = names.split(",").map((name) => name.trim());
  const [, told = ""] = /--format NAME +(.*), where/.exec(README) ?? [];
  expect(told.split(", ")).toEqual(formats);
});
