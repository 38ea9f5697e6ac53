/** The licenses of other people's packages whose code became part of a bundle. */

import { readdirSync, readFileSync } from "node:fs";

/** Their texts, for the modules in `output` of rolldown. */
export function thirdPartyLicenses(output) {
  const modules = output.flatMap(({ moduleIds = [] }) => moduleIds);
  const folders = modules.map(
    (id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+[\\/]/.exec(id)?.[0],
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort().map(licenseOf).join("\n\n");
}

function licenseOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?!.*\.json$)/i.test(entry));
  const text = file ? readFileSync(folder + file, "utf8").trim() : `by ${author?.name || author || name}`;
  return `${name} ${version} (${license})\n\n${text}\n`;
}
