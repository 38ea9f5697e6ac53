import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Entry {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8");
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Entry>> };

test("package-lock.json names no registry", () => {
  const elsewhere = Object.entries(packages).filter(([, { resolved, link }]) => resolved && !link);
  expect(elsewhere).toEqual([]);
  expect(text).not.toMatch(/"https?:[^"]*\.tgz/);
});

test("package-lock.json has an entry for every optional package of every platform", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !places(path, name).some((place) => packages[place])),
  );
  expect(missing, "run `npm run lock`").toEqual([]);
});

test("every package of the repository is in package-lock.json with its dependencies as they are", () => {
  for (const [path, entry] of Object.entries(packages)) {
    if (path.includes("node_modules")) continue;
    const manifest = JSON.parse(readFileSync(new URL(`../../${path}/package.json`, import.meta.url), "utf8"));
    const dependencies = ({ dependencies, devDependencies, peerDependencies }: Record<string, unknown>) => ({
      dependencies,
      devDependencies,
      peerDependencies,
    });
    expect(dependencies({ ...entry }), path || "root").toEqual(dependencies(manifest));
  }
});

/** Where a package at `path` would look for `name`. */
function places(path: string, name: string): string[] {
  const folders = path.split("/node_modules/").map((_, i, all) => all.slice(0, i + 1).join("/node_modules/"));
  return ["", ...folders].map((folder) =>
    folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`,
  );
}
